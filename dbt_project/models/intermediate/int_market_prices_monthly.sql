{# Means of the days' wholesale and retail prices of a product group, over the province's own markets where there are any. #}
with prices as (
    select * from {{ ref('mart_prices') }} where price_type in ('wholesale', 'retail')
),

products as (
    select * from {{ ref('dim_products') }}
),

markets as (
    select * from {{ ref('int_markets_placed') }}
),

placed as (
    select
        prices.month,
        products.group_code,
        prices.price_type,
        markets.is_in_province,
        {{ exact_sum('prices.price_vnd_kg') }} / count(*) as price_vnd_kg
    from prices
    inner join products on prices.product_code = products.product_code
    inner join markets on prices.market = markets.market
    group by prices.month, products.group_code, prices.price_type, markets.is_in_province
),

ranked as (
    select
        *,
        row_number() over (partition by month, group_code, price_type order by is_in_province desc) as preference
    from placed
),

final as (
    select group_code, price_type, price_vnd_kg, is_in_province, month from ranked where preference = 1
)

select * from final
