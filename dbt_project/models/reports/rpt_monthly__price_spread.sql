with spread as (
    select * from {{ ref('mart_price_spread') }}
),

named as (
    select * from {{ ref('dim_product_groups') }}
),

final as (
    select
        spread.month,
        spread.product_code,
        named.group_name as product_name,
        spread.farmgate as farmgate_vnd_kg,
        spread.transport as transport_vnd_kg,
        spread.wholesale as wholesale_vnd_kg,
        spread.retail as retail_vnd_kg,
        spread.spread_vnd_kg,
        spread.producer_share / 100 as producer_share
    from spread
    inner join named on spread.product_code = named.group_code
    where spread.spread_vnd_kg is not null
)

select * from final order by month, product_code
