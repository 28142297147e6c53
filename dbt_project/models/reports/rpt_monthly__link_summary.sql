{# The linking plan in one row: what it places, what that brings to the farms, and how far it is proved. #}
with planned as (
    select * from {{ ref('mart_link_plan') }} where stage > 0
),

unplaced as (
    select count(*) as unplaced_lots, coalesce({{ exact_sum('unplaced_t') }}, 0) as unplaced_t
    from {{ ref('mart_link_unplaced') }}
),

placed as (
    select
        count(*) as links,
        count(distinct lot_id) as lots,
        count(distinct request_id) as requests,
        count(distinct unit_code) as units,
        count(distinct pool_id) as pools,
        coalesce({{ exact_sum('quantity_t') }}, 0) as placed_t,
        coalesce({{ exact_sum('quantity_t * 1000 * net_price_vnd_kg') }}, 0) as net_revenue_vnd
    from planned
),

proof as (
    select max(gap) as gap from {{ ref('mart_link_certificate') }}
),

months as (
    select * from {{ ref('int_link_months') }}
),

final as (
    select
        months.month,
        placed.links,
        placed.lots,
        placed.requests,
        placed.units,
        placed.pools,
        unplaced.unplaced_lots,
        placed.placed_t,
        unplaced.unplaced_t,
        placed.placed_t + unplaced.unplaced_t as available_t,
        placed.net_revenue_vnd,
        proof.gap
    from placed
    cross join unplaced
    cross join proof
    cross join months
)

select * from final order by month
