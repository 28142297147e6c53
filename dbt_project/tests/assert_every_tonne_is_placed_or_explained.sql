-- Of each lot, what the plan sells and what it leaves are together what was available, to the kilogram.
with planned as (
    select lot_id, sum(quantity_t) as quantity_t from {{ ref('mart_link_plan') }} where stage > 0 group by lot_id
)

select lots.lot_id, lots.available_t, planned.quantity_t, unplaced.unplaced_t
from {{ ref('mart_link_lots') }} as lots
full outer join planned on lots.lot_id = planned.lot_id
full outer join {{ ref('mart_link_unplaced') }} as unplaced on coalesce(lots.lot_id, planned.lot_id) = unplaced.lot_id
where lots.lot_id is null
    or abs(coalesce(planned.quantity_t, 0) + coalesce(unplaced.unplaced_t, 0) - lots.available_t) > 0.0005
