{# Observations behind the market prices: a day's price is the mean of its observations, a month's the mean of its days. #}
{% set quoted = {'observations': ('1', 'price_vnd_kg')} %}
with priced as (
    select *, coalesce(market, '') as market_name
    from {{ ref('stg_price_observations') }}
    where product_code is not null and price_vnd_kg is not null
),

observed as (
    select
        {{ month_start('price_date') }} as month,
        product_code,
        concat(market_name, '.', price_type) as quote,
        price_vnd_kg,
        {{ to_double('1') }} / count(*) over (partition by price_date, product_code, market_name, price_type) as day_share,
        {{ row_address(
            "'price_observations'", row_key='source_file', snapshot_id='snapshot_id', sheet_row='source_row', holder='source'
        ) }}
    from priced
),

final as (
    {{ lineage_ratio(
        'observed', 'prices', 'price_vnd_kg', ('price_vnd_kg * day_share', 'price_vnd_kg'), ('day_share', 'price_date'),
        product=true, choice='quote', share='day_share'
    ) }}
    union all
    {{ lineage_sums('observed', 'prices', quoted, product=true, choice='quote', totals=false, state=true) }}
)

select * from final
