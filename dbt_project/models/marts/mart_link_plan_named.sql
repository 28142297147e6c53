{{ config(materialized='view') }}
{# The proposed links as a person reads them; a view, as only the plan and the call lists ask for it. #}
with planned as (
    select * from {{ ref('mart_link_plan') }} where stage > 0
),

lots as (
    select located.*, sheets.tab
    from {{ ref('int_lots_located') }} as located
    inner join {{ ref('stg_snapshots') }} as sheets on located.snapshot_id = sheets.snapshot_id
),

requests as (
    select demand.*, concat(demand.unit_code, '/', demand.row_key) as request_id, holders.unit_name as holder_name
    from {{ ref('stg_demand') }} as demand
    inner join {{ ref('dim_units') }} as holders on demand.unit_code = holders.unit_code
),

pools as (
    select pool_id, count(*) as members, max(pool_t) as pool_t from {{ ref('mart_link_pools') }} group by pool_id
),

kept as (
    select * from {{ ref('mart_link_reliability') }}
),

final as (
    select
        planned.lot_id, planned.request_id, planned.pool_id, planned.stage,
        planned.unit_code, units.unit_name, lots.tab, lots.sheet_row, lots.producer_name, lots.commune_name,
        planned.product_code, products.product_name, lots.transport_cost_vnd_kg,
        requests.unit_code as request_unit_code,
        case when requests.unit_code <> planned.unit_code then requests.holder_name end as holder_name,
        requests.row_key as request_key,
        requests.buyer_name, requests.buyer_province_name, requests.contact_name, requests.phone,
        requests.delivery, requests.price_vnd_kg, requests.min_lot_t,
        planned.from_on, planned.to_on, planned.quantity_t, planned.net_price_vnd_kg,
        pools.members, pools.pool_t,
        producers.reliability as producer_reliability,
        buyers.reliability as buyer_reliability,
        buyers.claimed,
        buyers.delivered
    from planned
    inner join lots on planned.lot_id = lots.lot_id
    inner join requests on planned.request_id = requests.request_id
    inner join {{ ref('dim_units') }} as units on planned.unit_code = units.unit_code
    inner join {{ ref('dim_products') }} as products on planned.product_code = products.product_code
    left join {{ ref('mart_link_requests') }} as asked on planned.request_id = asked.request_id
    left join kept as buyers on buyers.party_type = 'buyer' and asked.buyer_key = buyers.party_key
    left join kept as producers on producers.party_type = 'producer' and lots.producer_key = producers.party_key
    left join pools on planned.pool_id = pools.pool_id
)

select * from final
