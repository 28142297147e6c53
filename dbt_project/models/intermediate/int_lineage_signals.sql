{# Observations and lots behind the figures of product groups (signals, spread), of feeds, and of alerts. #}
{% set quote = 'partition by month, group_code, market, price_type' %}
{% set market = 'partition by month, group_code, price_type, is_in_province' %}
with observed as (
    select
        {{ month_start('observations.price_date') }} as month,
        observations.source,
        observations.product_code as product_quoted,
        products.group_code,
        products.group_code as product_code,
        coalesce(observations.market, '') as market,
        observations.price_type,
        observations.price_vnd_kg,
        1 as observations,
        {{ flag('observations.product_code is null') }} as unmatched,
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
    select *, day_share / {{ exact_sum('day_share', quote ~ ', product_quoted') }} as product_share
    from observed
    where is_priced
),

by_group as (
    select *, product_share / {{ exact_sum('product_share', quote) }} as group_share from by_product
),

quoted_by_group as (
    select *, price_vnd_kg * group_share as price_of_group from by_group
),

placed as (
    select
        observed.*,
        markets.is_in_province,
        max(case when markets.is_in_province then 1 else 0 end) over (
            partition by observed.month, observed.group_code, observed.price_type
        ) as has_own
    from observed
    inner join {{ ref('int_markets_placed') }} as markets on observed.market = markets.market
    where observed.is_priced
),

sold as (
    select *, day_share / {{ exact_sum('day_share', market) }} as market_share
    from placed
    where (has_own = 1) = is_in_province
),

wholesale_quotes as (
    select *, price_vnd_kg * market_share as wholesale_vnd_kg from sold where price_type = 'wholesale'
),

retail_quotes as (
    select *, price_vnd_kg * market_share as retail_vnd_kg from sold where price_type = 'retail'
),

final as (
    {{ lineage_of_signals() }}
)

select * from final
