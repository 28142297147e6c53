{# Observations behind the market prices: a day's price is the mean of its observations, a month's the mean of its days. #}
with priced as (
    select *, coalesce(market, '') as market_name
    from {{ ref('stg_price_observations') }}
    where product_code is not null and price_vnd_kg is not null
),

shared as (
    select
        *,
        {{ to_double('1') }} / count(*) over (partition by price_date, product_code, market_name, price_type) as day_share
    from priced
),

quoted as (
    select
        {{ month_start('price_date') }} as month,
        product_code,
        market_name as market,
        price_type,
        day_share,
        price_vnd_kg * day_share as price_of_day,
        1 as observations,
        {{ row_address(
            "'price_observations'", row_key='source_file', snapshot_id='snapshot_id', sheet_row='source_row', holder='source'
        ) }}
    from shared
),

final as (
    {{ lineage_of_prices() }}
)

select * from final
