{{ config(materialized='table') }}
with requests as (
    select * from {{ ref('stg_demand') }}
),

months as (
    select * from {{ ref('stg_plan_months') }}
),

shares as (
    select
        requests.unit_code,
        requests.row_key,
        requests.product_code,
        requests.buyer_type,
        {{ fold('requests.buyer_name') }} as buyer_key,
        requests.quantity_t,
        requests.price_vnd_kg,
        {{ window_share('requests.window_start', 'requests.window_end', 'months.month', 'months.month_end') }} as share,
        months.is_plan_month,
        months.month
    from requests
    inner join months on requests.window_start <= months.month_end and requests.window_end >= months.month
    where requests.status <> {{ choice('demand', 'status', 'cancelled') }}
),

final as (
    select
        unit_code,
        row_key,
        product_code,
        buyer_type,
        buyer_key,
        share,
        quantity_t * share as quantity_t,
        price_vnd_kg,
        is_plan_month,
        month
    from shares
)

select * from final
