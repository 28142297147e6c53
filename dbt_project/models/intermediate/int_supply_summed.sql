{{ config(materialized='table') }}
with spread as (
    select * from {{ ref('int_supply_spread_monthly') }}
),

final as (
    select
        month,
        unit_code,
        product_code,
        count(*) as lots,
        count(distinct producer_key) as producers,
        {{ exact_sum('area_ha') }} as area_ha,
        {{ exact_sum('expected_t') }} as expected_t,
        {{ exact_sum('harvested_t') }} as harvested_t,
        {{ exact_sum('contracted_t') }} as contracted_t,
        {{ exact_sum('unplaced_t') }} as unplaced_t,
        {{ exact_sum('expected_t * farmgate_price_vnd_kg') }} as farmgate_weighted,
        {{ exact_sum('case when farmgate_price_vnd_kg is not null then expected_t end') }} as farmgate_weight_t,
        {{ exact_sum('expected_t * transport_cost_vnd_kg') }} as transport_weighted,
        {{ exact_sum('case when transport_cost_vnd_kg is not null then expected_t end') }} as transport_weight_t
    from spread
    group by month, unit_code, product_code
)

select * from final
