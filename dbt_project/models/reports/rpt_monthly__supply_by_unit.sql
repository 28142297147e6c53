with spread as (
    select * from {{ ref('int_supply_spread_monthly') }}
),

units as (
    select * from {{ ref('dim_units') }}
),

final as (
    select
        spread.month,
        spread.unit_code,
        units.unit_name,
        count(*) as lots,
        count(distinct spread.producer_key) as producers,
        {{ exact_sum('spread.area_ha') }} as area_ha,
        {{ exact_sum('spread.expected_t') }} as expected_t,
        {{ exact_sum('spread.harvested_t') }} as harvested_t,
        {{ exact_sum('spread.contracted_t') }} as contracted_t,
        {{ exact_sum('spread.unplaced_t') }} as unplaced_t
    from spread
    inner join units on spread.unit_code = units.unit_code
    group by spread.month, spread.unit_code, units.unit_name
)

select * from final order by month, unit_code
