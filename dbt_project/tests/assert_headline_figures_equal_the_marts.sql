-- Section I prints what the marts hold.
{% set gift = choice('sales', 'kind', 'gift') %}
{% set rescue = choice('sales', 'kind', 'rescue') %}
with marts as (
    select month, 'headline.sold_t' as figure_id, sum(quantity_t) as value
    from {{ ref('mart_outcomes') }} where kind <> {{ gift }} group by month
    union all
    select month, 'headline.gift_t', sum(quantity_t) from {{ ref('mart_outcomes') }} where kind = {{ gift }} group by month
    union all
    select month, 'headline.rescued_t', sum(quantity_t)
    from {{ ref('mart_outcomes') }} where kind = {{ rescue }} group by month
    union all
    select month, 'headline.processed_t', sum(processed_t) from {{ ref('mart_outcomes') }} group by month
    union all
    select month, 'headline.sold_value_vnd', sum(value_vnd) from {{ ref('mart_outcomes') }} group by month
    union all
    select month, 'headline.expected_supply_t', sum(expected_t) from {{ ref('mart_supply') }} group by month
    union all
    select month, 'headline.unplaced_t', sum(unplaced_t) from {{ ref('mart_supply') }} group by month
    union all
    select month, 'headline.demand_t', sum(quantity_t) from {{ ref('mart_demand') }} group by month
    union all
    select month, 'headline.activities', sum(activities) from {{ ref('mart_activities') }} group by month
)

select marts.month, marts.figure_id, marts.value, figures.value as printed_value
from marts
left join {{ ref('rpt_monthly__figures') }} as figures
    on marts.month = figures.month and marts.figure_id = figures.figure_id
where figures.value is null or abs(marts.value - figures.value) > 1e-9 * greatest(abs(marts.value), 1)
