with summed as (
    select * from {{ ref('int_supply_summed') }}
),

products as (
    select * from {{ ref('dim_products') }}
),

totals as (
    select
        month,
        product_code,
        cast(sum(lots) as bigint) as lots,
        cast(sum(producers) as bigint) as producers,
        {{ exact_sum('area_ha') }} as area_ha,
        {{ exact_sum('expected_t') }} as expected_t,
        {{ exact_sum('harvested_t') }} as harvested_t,
        {{ exact_sum('contracted_t') }} as contracted_t,
        {{ exact_sum('unplaced_t') }} as unplaced_t,
        {{ exact_sum('farmgate_weighted') }} / {{ exact_sum('farmgate_weight_t') }} as farmgate_price_vnd_kg,
        {{ exact_sum('transport_weighted') }} / {{ exact_sum('transport_weight_t') }} as transport_cost_vnd_kg
    from summed
    group by month, product_code
),

final as (
    select
        totals.month,
        totals.product_code,
        products.product_name,
        totals.lots,
        totals.producers,
        totals.area_ha,
        totals.expected_t,
        totals.harvested_t,
        totals.contracted_t,
        totals.unplaced_t,
        totals.farmgate_price_vnd_kg,
        totals.transport_cost_vnd_kg
    from totals
    inner join products on totals.product_code = products.product_code
)

select * from final order by month, product_code
