with difficulties as (
    select * from {{ ref('int_difficulties_themed') }}
),

months as (
    select * from {{ ref('stg_plan_months') }}
),

units as (
    select * from {{ ref('dim_units') }}
),

final as (
    select
        months.month,
        difficulties.theme_key,
        difficulties.theme,
        difficulties.unit_code,
        units.unit_name,
        difficulties.product_name,
        difficulties.difficulty,
        difficulties.proposal,
        difficulties.status,
        difficulties.raised_on,
        difficulties.raised_on >= months.month as is_raised_in_month,
        difficulties.is_open
    from difficulties
    inner join months
        on difficulties.raised_on between months.month and months.month_end
        or (difficulties.is_open and difficulties.raised_on < months.month)
    inner join units on difficulties.unit_code = units.unit_code
)

select * from final order by month, theme, unit_code, difficulty, status, product_name, proposal, raised_on
