{# Observations and lots behind the figures of product groups (signals, spread), of feeds, and of alerts. #}
{% set quote = 'partition by month, group_code, market_name, price_type' %}
{% set market = 'partition by month, group_code, price_type, is_in_province' %}
with observed as (
    select
        {{ month_start('observations.price_date') }} as month,
        observations.source,
        observations.product_code as product_quoted,
        products.group_code,
        products.group_code as product_code,
        coalesce(observations.market, '') as market_name,
        observations.price_type,
        concat(coalesce(observations.market, ''), '.', observations.price_type) as quote,
        observations.price_vnd_kg,
        case when observations.product_code is null then 1 else 0 end as unmatched,
        {{ to_double('1') }} / count(*) over (
            partition by observations.price_date, observations.product_code, observations.market, observations.price_type
        ) as day_share,
        observations.price_vnd_kg is not null and products.product_code is not null as is_priced,
        {{ row_address(
            "'price_observations'", row_key='observations.source_file', snapshot_id='observations.snapshot_id',
            sheet_row='observations.source_row', holder='observations.source'
        ) }}
    from {{ ref('stg_price_observations') }} as observations
    left join {{ ref('dim_products') }} as products on observations.product_code = products.product_code
),

by_product as (
    select *, day_share / sum(day_share) over ({{ quote }}, product_quoted) as product_share from observed where is_priced
),

by_group as (
    select *, product_share / sum(product_share) over ({{ quote }}) as group_share from by_product
),

placed as (
    select
        observed.*,
        markets.is_in_province,
        max(case when markets.is_in_province then 1 else 0 end) over (
            partition by observed.month, observed.group_code, observed.price_type
        ) as has_own
    from observed
    inner join {{ ref('int_markets_placed') }} as markets on observed.market_name = markets.market
    where observed.is_priced
),

sold as (
    select *, day_share / sum(day_share) over ({{ market }}) as market_share
    from placed
    where (has_own = 1) = is_in_province
),

wholesale as (
    select * from sold where price_type = 'wholesale'
),

retail as (
    select * from sold where price_type = 'retail'
),

final as (
    {{ lineage_sums('by_group', 'price_signals', {'price_vnd_kg': ('price_vnd_kg * group_share', 'price_vnd_kg')},
        product=true, choice='quote', totals=false, state=true, share='group_share') }}
    union all
    {% for source in ['wholesale', 'retail'] %}
    {{ lineage_sums(source, 'price_spread', {source ~ '_vnd_kg': ('price_vnd_kg * market_share', 'price_vnd_kg')},
        product=true, totals=false, state=true, share='market_share') }}
    union all
    {% endfor %}
    {{ lineage_sums('observed', 'feeds', {'observations': ('1', 'price_vnd_kg'), 'unmatched': ('unmatched', 'item_name')},
        choice='source', totals=false, state=true) }}
)

select * from final
