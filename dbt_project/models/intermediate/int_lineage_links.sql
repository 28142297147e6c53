{# Lots behind the figures of the linking plan: what each sells by it, and what it is left with. #}
with lots as (
    select concat(unit_code, '/', row_key) as lot_id, row_key from {{ ref('stg_supply') }}
),

buyers as (
    select
        concat(requests.unit_code, '/', requests.row_key) as request_id,
        coalesce(shown.shown, requests.buyer_name) as buyer_name
    from {{ ref('stg_demand') }} as requests
    left join {{ ref('stg_shown_texts') }} as shown on requests.buyer_name = shown.typed
),

links as (
    select
        months.month,
        planned.unit_code,
        planned.product_code,
        buyers.buyer_name,
        planned.from_on,
        planned.to_on,
        1 as placed_lots,
        planned.quantity_t as placed_t,
        planned.quantity_t as available_t,
        planned.quantity_t * 1000 * planned.net_price_vnd_kg as net_revenue_vnd,
        planned.quantity_t * planned.net_price_vnd_kg as net_weighted,
        case when planned.net_price_vnd_kg is not null then planned.quantity_t end as net_weight_t,
        {{ row_address("'supply'", row_key='lots.row_key', holder='planned.unit_code') }}
    from {{ ref('mart_link_plan') }} as planned
    inner join buyers on planned.request_id = buyers.request_id
    inner join lots on planned.lot_id = lots.lot_id
    cross join {{ ref('int_link_months') }} as months
    where planned.stage > 0
),

unplaced_lots as (
    select
        months.month,
        unplaced.unit_code,
        unplaced.product_code,
        unplaced.reason,
        1 as left_lots,
        unplaced.unplaced_t,
        unplaced.unplaced_t as available_t,
        {{ row_address("'supply'", row_key='lots.row_key', holder='unplaced.unit_code') }}
    from {{ ref('mart_link_unplaced') }} as unplaced
    inner join lots on unplaced.lot_id = lots.lot_id
    cross join {{ ref('int_link_months') }} as months
),

final as (
    {{ lineage_of_links() }}
)

select * from final
