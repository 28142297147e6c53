{# Difficulties raised within the plan up to the end of the month, by theme and unit. #}
with difficulties as (
    select * from {{ ref('int_difficulties_themed') }}
),

months as (
    select * from {{ ref('int_summary_months') }}
),

units as (
    select * from {{ ref('dim_units') }}
),

raised as (
    select
        months.month,
        difficulties.theme_key,
        difficulties.theme,
        difficulties.unit_code,
        difficulties.is_open
    from difficulties
    inner join months on difficulties.raised_on between months.plan_start and months.month_end
),

counted as (
    select
        month,
        theme_key,
        theme,
        unit_code,
        count(*) as difficulties,
        {{ count_where('not is_open') }} as resolved,
        {{ count_where('is_open') }} as open
    from raised
    group by month, theme_key, theme, unit_code
),

final as (
    select
        counted.month,
        counted.theme_key,
        counted.theme,
        counted.unit_code,
        units.unit_name,
        counted.difficulties,
        counted.resolved,
        counted.open
    from counted
    inner join units on counted.unit_code = units.unit_code
)

select * from final order by month, theme, unit_code
