{{ config(materialized='view') }}
{# Which lot may go to which request: same product group, a day on which both can, and no loss against the farm gate. #}
with lots as (
    select * from {{ ref('mart_link_lots') }}
),

requests as (
    select * from {{ ref('mart_link_requests') }}
),

run as (
    select * from {{ ref('stg_run') }}
),

met as (
    select
        lots.lot_id,
        requests.request_id,
        greatest(lots.from_on, requests.from_on, run.as_of_date) as from_on,
        least(lots.to_on, requests.to_on) as to_on,
        lots.farmgate_price_vnd_kg,
        case
            when requests.delivery = {{ choice('demand', 'delivery', 'at_buyer') }}
                then requests.price_vnd_kg - coalesce(lots.transport_cost_vnd_kg, 0)
            else requests.price_vnd_kg
        end as net_price_vnd_kg
    from lots
    inner join requests on lots.group_code = requests.group_code
        and lots.from_on <= requests.to_on and lots.to_on >= requests.from_on
    cross join run
),

final as (
    select lot_id, request_id, net_price_vnd_kg, from_on, to_on
    from met
    where net_price_vnd_kg is null or net_price_vnd_kg >= coalesce(farmgate_price_vnd_kg, 0)
)

select * from final
