{# What buyers and producers promised and kept: requests and lots whose time is over, by how far each of them came. #}
{% set connected = choice('demand', 'status', 'connected') %}
{% set completed = choice('demand', 'status', 'completed') %}
{% set cancelled = choice('demand', 'status', 'cancelled') %}
with run as (
    select * from {{ ref('stg_run') }}
),

deliveries as (
    select * from {{ ref('int_link_deliveries') }}
),

bought as (
    select distinct request_id from deliveries where request_id is not null
),

sold as (
    select distinct lot_id from deliveries where lot_id is not null
),

requests as (
    select
        {{ fold('demand.buyer_name') }} as party_key,
        demand.buyer_name as party_name,
        demand.status in ({{ connected }}, {{ completed }}) or bought.request_id is not null as is_confirmed,
        demand.status = {{ completed }} or bought.request_id is not null as is_delivered
    from {{ ref('stg_demand') }} as demand
    cross join run
    left join bought on concat(demand.unit_code, '/', demand.row_key) = bought.request_id
    where demand.window_end < run.as_of_date or demand.status in ({{ completed }}, {{ cancelled }})
),

lots as (
    select
        supply.producer_key as party_key,
        supply.producer_name as party_name,
        greatest(coalesce(supply.contracted_t, 0), coalesce(supply.harvested_t, 0)) > 0
        or sold.lot_id is not null as is_confirmed,
        sold.lot_id is not null or coalesce(supply.harvested_t, 0) >= 0.8 * supply.expected_t as is_delivered
    from {{ ref('int_lots_located') }} as supply
    cross join run
    left join sold on supply.lot_id = sold.lot_id
    where supply.harvest_end < run.as_of_date
),

parties as (
    select 'buyer' as party_type, * from requests
    union all
    select 'producer' as party_type, * from lots
),

final as (
    select
        party_type,
        party_key,
        min(party_name) as party_name,
        count(*) as claimed,
        {{ count_where('is_confirmed') }} as confirmed,
        {{ count_where('is_delivered') }} as delivered
    from parties
    group by party_type, party_key
)

select * from final
