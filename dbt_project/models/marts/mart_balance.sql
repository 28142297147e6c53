{# Supply, contracts and open demand of a product group meet week by week; a positive gap is a glut. #}
with supply as (
    select * from {{ ref('int_supply_spread_weekly') }}
),

demand as (
    select * from {{ ref('int_demand_spread_weekly') }}
),

products as (
    select * from {{ ref('dim_products') }}
),

stacked as (
    select week_start, product_code, supply_t, contracted_t, 0 as demand_t from supply
    union all
    select week_start, product_code, 0 as supply_t, null as contracted_t, demand_t from demand
),

summed as (
    select
        stacked.week_start,
        products.group_code as product_code,
        {{ exact_sum('stacked.supply_t') }} as supply_t,
        {{ exact_sum('stacked.contracted_t') }} as contracted_t,
        {{ exact_sum('stacked.demand_t') }} as demand_t
    from stacked
    inner join products on stacked.product_code = products.product_code
    group by stacked.week_start, products.group_code
),

final as (
    select
        week_start,
        product_code,
        supply_t,
        contracted_t,
        demand_t,
        supply_t - coalesce(contracted_t, 0) - demand_t as gap_t
    from summed
)

select * from final
