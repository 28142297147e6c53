{{ config(materialized='table') }}
{# Each sale with the lot it came from and the request it served, where names, product group and window say so. #}
{% set connected = choice('demand', 'status', 'connected') %}
{% set completed = choice('demand', 'status', 'completed') %}
with products as (
    select * from {{ ref('dim_products') }}
),

lots as (
    select * from {{ ref('int_lots_located') }}
),

requests as (
    select
        demand.unit_code,
        demand.row_key,
        products.group_code,
        {{ fold('demand.buyer_name') }} as buyer_key,
        case demand.status when {{ completed }} then 0 when {{ connected }} then 1 else 2 end as openness,
        demand.window_start,
        demand.window_end
    from {{ ref('stg_demand') }} as demand
    inner join products on demand.product_code = products.product_code
    where demand.status <> {{ choice('demand', 'status', 'cancelled') }}
),

sales as (
    select
        sold.unit_code, sold.row_key, products.group_code,
        concat(sold.unit_code, '/', {{ fold('sold.producer_name') }}) as producer_key,
        {{ fold('sold.buyer_name') }} as buyer_key,
        sold.kind, sold.quantity_t, sold.price_vnd_kg, sold.sold_on
    from {{ ref('stg_sales') }} as sold
    inner join products on sold.product_code = products.product_code
),

from_lots as (
    select
        sales.unit_code, sales.row_key, lots.lot_id,
        row_number() over (partition by sales.unit_code, sales.row_key order by lots.harvest_start, lots.row_key) as place
    from sales
    inner join lots on sales.producer_key = lots.producer_key
        and sales.group_code = lots.group_code and sales.sold_on between lots.harvest_start and lots.kept_until
),

to_requests as (
    select
        sales.unit_code, sales.row_key, concat(requests.unit_code, '/', requests.row_key) as request_id,
        row_number() over (
            partition by sales.unit_code, sales.row_key
            order by case when requests.unit_code = sales.unit_code then 0 else 1 end, requests.openness,
                requests.window_end, requests.unit_code, requests.row_key
        ) as place
    from sales
    inner join requests on sales.buyer_key = requests.buyer_key and sales.group_code = requests.group_code
        and sales.sold_on between requests.window_start and requests.window_end
    where sales.kind <> {{ choice('sales', 'kind', 'gift') }}
),

final as (
    select
        sales.unit_code, sales.row_key, from_lots.lot_id, to_requests.request_id,
        sales.quantity_t, sales.price_vnd_kg, sales.sold_on
    from sales
    left join from_lots on sales.unit_code = from_lots.unit_code and sales.row_key = from_lots.row_key and from_lots.place = 1
    left join to_requests
        on sales.unit_code = to_requests.unit_code and sales.row_key = to_requests.row_key and to_requests.place = 1
)

select * from final
