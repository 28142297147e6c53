with prices as (
    select * from {{ ref('mart_prices') }}
),

months as (
    select * from {{ ref('stg_plan_months') }}
),

products as (
    select * from {{ ref('dim_products') }}
),

monthly as (
    select
        month,
        product_code,
        market,
        price_type,
        {{ exact_sum('price_vnd_kg') }} / count(*) as price_vnd_kg,
        cast(sum(observations) as bigint) as observations
    from prices
    group by month, product_code, market, price_type
),

final as (
    select
        monthly.month,
        monthly.product_code,
        products.product_name,
        monthly.market,
        monthly.price_type,
        {{ choice_label('mart_prices', 'price_type', 'monthly.price_type') }} as price_type_name,
        monthly.price_vnd_kg,
        monthly.observations,
        previous.price_vnd_kg as previous_price_vnd_kg,
        monthly.price_vnd_kg / previous.price_vnd_kg - 1 as change_rate
    from monthly
    inner join months on monthly.month = months.month
    inner join products on monthly.product_code = products.product_code
    left join monthly as previous
        on previous.month = {{ months_after('monthly.month', -1) }}
        and monthly.product_code = previous.product_code
        and monthly.market = previous.market
        and monthly.price_type = previous.price_type
)

select * from final order by month, product_code, price_type, market
