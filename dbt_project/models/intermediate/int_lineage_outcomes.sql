{# Sales behind every figure of outcomes. #}
{% set gift_kind = choice('sales', 'kind', 'gift') %}
{% set rescue_kind = choice('sales', 'kind', 'rescue') %}
{% set sales, sold = ("case when kind <> " ~ gift_kind ~ " then 1 else 0 end", 'kind'), ('sold_t', 'quantity_t') %}
{% set value, gift = ('value_vnd', 'quantity_t, price_vnd_kg'), ('gift_t', 'quantity_t') %}
{% set rescued, households = ('rescued_t', 'quantity_t'), ('households', 'households') %}
{% set processed = ('processed_t', 'quantity_t, processed_form') %}
{% set by_channel = {'sales': sales, 'sold_t': sold, 'value_vnd': value, 'gift_t': gift, 'households': households} %}
{% set by_unit = dict(by_channel, rescued_t=rescued) %}
{% set by_product = {
    'sales': sales, 'sold_t': sold, 'value_vnd': value, 'rescued_t': rescued, 'gift_t': gift, 'processed_t': processed
} %}
{% set year = {'sold_t': sold, 'rescued_t': rescued, 'sold_value_vnd': value} %}
{% set trend = dict(year, gift_t=gift, households=households) %}
{% set headline = dict(trend, processed_t=processed) %}
{% set rescue = {
    'sales': ("case when kind = " ~ rescue_kind ~ " then 1 else 0 end", 'kind'), 'quantity_t': rescued, 'value_vnd': value,
    'gift_t': gift, 'households': households
} %}
{% set processing = {'processed_t': processed, 'sold_t': sold} %}
with sold as (
    select
        month,
        cast(month as {{ dbt.type_string() }}) as month_text,
        is_plan_month,
        unit_code,
        product_code,
        channel,
        kind,
        producer_key,
        sold_t,
        value_vnd,
        rescued_t,
        gift_t,
        processed_t,
        households,
        sum(processed_t) over (partition by month, product_code) as product_processed_t,
        {{ row_address("'sales'", snapshot_id='snapshot_id', sheet_row='sheet_row') }}
    from {{ ref('fct_sales') }}
),

rescued as (
    select * from sold where kind in ({{ rescue_kind }}, {{ gift_kind }})
),

counted as (
    select * from sold where kind <> {{ gift_kind }}
),

processed as (
    select * from sold where product_processed_t > 0
),

final as (
    {{ lineage_sums('sold', 'headline', headline) }}
    union all
    {{ lineage_sums('sold', 'trend', trend, choice='month_text', totals=false) }}
    union all
    {{ lineage_sums('sold', 'units', year, unit=true) }}
    union all
    {{ lineage_sums('sold', 'outcomes_by_channel', by_channel, choice='channel') }}
    union all
    {{ lineage_sums('sold', 'outcomes_by_product', by_product, product=true) }}
    union all
    {{ lineage_sums('sold', 'outcomes_by_unit', by_unit, unit=true) }}
    union all
    {{ lineage_sums('rescued', 'rescue', rescue, unit=true, product=true) }}
    union all
    {{ lineage_sums('processed', 'processing', processing, product=true) }}
    union all
    {% for product in [true, false] %}
    {{ lineage_ratio('sold', 'outcomes_by_product', 'average_price_vnd_kg', value, ('sold_t * 1000', 'quantity_t'), product=product) }}
    union all
    {{ lineage_ratio('processed', 'processing', 'processed_share', processed, sold, product=product) }}
    union all
    {% endfor %}
    {{ lineage_members('counted', 'headline', 'producers_supported', 'producer_key', 'producer_name') }}
)

select * from final
