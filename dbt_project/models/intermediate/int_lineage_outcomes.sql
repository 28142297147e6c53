{# Sales behind every figure of outcomes. #}
{% set gift, rescue = choice('sales', 'kind', 'gift'), choice('sales', 'kind', 'rescue') %}
with sold as (
    select
        month,
        is_plan_month,
        unit_code,
        product_code,
        channel,
        kind,
        is_gift,
        producer_key,
        {{ flag('not is_gift') }} as sales,
        {{ flag('kind = ' ~ rescue) }} as rescues,
        sold_t,
        value_vnd,
        rescued_t,
        gift_t,
        processed_t,
        households,
        {{ exact_sum('processed_t', 'partition by month, product_code') }} as product_processed_t,
        {{ row_address("'sales'", snapshot_id='snapshot_id', sheet_row='sheet_row') }}
    from {{ ref('fct_sales') }}
),

paid as (
    select * from sold where not is_gift
),

rescued as (
    select * from sold where kind in ({{ rescue }}, {{ gift }})
),

processed as (
    select * from sold where product_processed_t > 0
),

final as (
    {{ lineage_of_outcomes() }}
)

select * from final
