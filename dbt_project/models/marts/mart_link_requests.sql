{# Requests still looking for produce, less what their buyer was already sold in their window, to the kilogram. #}
with run as (
    select * from {{ ref('stg_run') }}
),

products as (
    select * from {{ ref('dim_products') }}
),

delivered as (
    select request_id, {{ exact_sum('quantity_t') }} as delivered_t
    from {{ ref('int_link_deliveries') }}
    where request_id is not null
    group by request_id
),

requests as (
    select *, concat(unit_code, '/', row_key) as request_id
    from {{ ref('stg_demand') }}
    where is_open
),

final as (
    select
        requests.request_id,
        requests.unit_code,
        requests.row_key,
        products.group_code,
        {{ fold('requests.buyer_name') }} as buyer_key,
        {{ unplaced_after('requests.quantity_t', 'null', 'delivered.delivered_t') }} as quantity_t,
        coalesce(requests.min_lot_t, 0) as min_lot_t,
        requests.price_vnd_kg,
        requests.delivery,
        requests.window_start as from_on,
        requests.window_end as to_on
    from requests
    cross join run
    inner join products on requests.product_code = products.product_code
    left join delivered on requests.request_id = delivered.request_id
    where requests.window_end >= run.as_of_date
        and {{ unplaced_after('requests.quantity_t', 'null', 'delivered.delivered_t') }} > 0
)

select * from final
