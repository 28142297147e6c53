{# Each product has one vote in its group's price of a month, however often it was quoted. #}
{{ config(materialized='table') }}
with prices as (
    select * from {{ ref('mart_prices') }}
),

products as (
    select * from {{ ref('dim_products') }}
),

markets as (
    select * from {{ ref('int_markets_placed') }}
),

by_product as (
    select
        {{ month_start('prices.price_date') }} as month,
        products.group_code,
        prices.product_code,
        prices.market,
        prices.price_type,
        {{ exact_sum('prices.price_vnd_kg') }} / count(*) as price_vnd_kg
    from prices
    inner join products on prices.product_code = products.product_code
    group by
        {{ month_start('prices.price_date') }}, products.group_code, prices.product_code, prices.market,
        prices.price_type
),

final as (
    select
        by_product.group_code,
        by_product.market,
        by_product.price_type,
        {{ exact_sum('by_product.price_vnd_kg') }} / count(*) as price_vnd_kg,
        markets.is_in_province,
        by_product.month
    from by_product
    inner join markets on by_product.market = markets.market
    group by
        by_product.group_code, by_product.market, by_product.price_type, markets.is_in_province, by_product.month
)

select * from final
