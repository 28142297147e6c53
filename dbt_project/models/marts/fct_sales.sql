{% set gift = choice('sales', 'kind', 'gift') %}
{% set rescue = choice('sales', 'kind', 'rescue') %}
{% set fresh = choice('sales', 'processed_form', 'fresh') %}
with sales as (
    select * from {{ ref('stg_sales') }}
),

months as (
    select * from {{ ref('stg_plan_months') }}
),

final as (
    select
        sales.unit_code,
        sales.snapshot_id,
        sales.sheet_row,
        sales.row_id,
        sales.row_key,
        sales.product_code,
        {{ fold('sales.producer_name') }} as producer_key,
        sales.channel,
        sales.kind,
        sales.kind = {{ gift }} as is_gift,
        sales.processed_form,
        sales.quantity_t,
        case when sales.kind <> {{ gift }} then sales.quantity_t else 0 end as sold_t,
        case when sales.kind = {{ rescue }} then sales.quantity_t else 0 end as rescued_t,
        case when sales.kind = {{ gift }} then sales.quantity_t else 0 end as gift_t,
        case when sales.processed_form <> {{ fresh }} then sales.quantity_t else 0 end as processed_t,
        case when sales.kind = {{ gift }} then 0 else sales.quantity_t * 1000 * sales.price_vnd_kg end as value_vnd,
        sales.households,
        months.is_plan_month,
        sales.sold_on,
        months.month
    from sales
    inner join months on sales.sold_on between months.month and months.month_end
)

select * from final
