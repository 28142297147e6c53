with figures as (
    {{ summary_rows('outcomes_by_unit', ['unit_code'], [
        'sales', 'sold_t', 'value_vnd', 'rescued_t', 'gift_t', 'households'
    ]) }}
),

units as (
    select * from {{ ref('dim_units') }}
),

final as (
    select
        figures.month,
        figures.unit_code,
        units.unit_name,
        figures.sales,
        figures.sold_t,
        figures.value_vnd,
        figures.rescued_t,
        figures.gift_t,
        figures.households
    from figures
    inner join units on figures.unit_code = units.unit_code
)

select * from final order by month, unit_code
