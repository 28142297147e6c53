with spread as (
    select * from {{ ref('int_demand_spread_monthly') }}
),

products as (
    select * from {{ ref('dim_products') }}
),

final as (
    select
        spread.month,
        spread.product_code,
        products.product_name,
        count(*) as requests,
        count(distinct {{ dbt.concat(['spread.unit_code', "'/'", 'spread.buyer_key']) }}) as buyers,
        {{ exact_sum('spread.quantity_t') }} as quantity_t,
        {{ exact_sum('spread.quantity_t * spread.price_vnd_kg') }}
        / {{ exact_sum('case when spread.price_vnd_kg is not null then spread.quantity_t end') }} as price_vnd_kg
    from spread
    inner join products on spread.product_code = products.product_code
    group by spread.month, spread.product_code, products.product_name
)

select * from final order by month, product_code
