with observations as (
    select * from {{ ref('stg_price_observations') }}
),

final as (
    select
        price_date,
        product_code,
        coalesce(market, '') as market,
        price_type,
        {{ exact_sum('price_vnd_kg') }} / count(*) as price_vnd_kg,
        count(*) as observations,
        {{ month_start('price_date') }} as month
    from observations
    where product_code is not null and price_vnd_kg is not null
    group by price_date, product_code, coalesce(market, ''), price_type
)

select * from final
