{# Lots behind the figures of the linking plan: what each sells by it, and what it is left with. #}
{% set day = 'cast({} as ' ~ dbt.type_string() ~ ')' %}
{% set window = 'expected_t, contracted_t, harvest_start, harvest_end' %}
{% set placed = {'lots': ('1', window), 'quantity_t': ('quantity_t', window)} %}
{% set left_over = {'lots': ('1', window), 'unplaced_t': ('unplaced_t', window)} %}
{% set summary = {
    'links': ('1', window), 'placed_t': ('quantity_t', window), 'available_t': ('quantity_t', window),
    'net_revenue_vnd': ('quantity_t * 1000 * net_price_vnd_kg', window ~ ', transport_cost_vnd_kg')
} %}
{% set summary_left = {
    'unplaced_lots': ('1', window), 'unplaced_t': ('unplaced_t', window), 'available_t': ('unplaced_t', window)
} %}
with lots as (
    select concat(unit_code, '/', row_key) as lot_id, row_key from {{ ref('stg_supply') }}
),

buyers as (
    select concat(unit_code, '/', row_key) as request_id, {{ redact_phones('buyer_name') }} as buyer_name
    from {{ ref('stg_demand') }}
),

links as (
    select
        months.month,
        planned.unit_code,
        planned.product_code,
        concat_ws('.', buyers.buyer_name, {{ day.format('planned.from_on') }}, {{ day.format('planned.to_on') }}) as link,
        planned.quantity_t,
        planned.net_price_vnd_kg,
        {{ row_address("'supply'", row_key='lots.row_key', holder='planned.unit_code') }}
    from {{ ref('mart_link_plan') }} as planned
    inner join buyers on planned.request_id = buyers.request_id
    inner join lots on planned.lot_id = lots.lot_id
    cross join {{ ref('int_link_months') }} as months
    where planned.stage > 0
),

unplaced as (
    select
        months.month,
        unplaced.unit_code,
        unplaced.product_code,
        unplaced.reason,
        unplaced.unplaced_t,
        {{ row_address("'supply'", row_key='lots.row_key', holder='unplaced.unit_code') }}
    from {{ ref('mart_link_unplaced') }} as unplaced
    inner join lots on unplaced.lot_id = lots.lot_id
    cross join {{ ref('int_link_months') }} as months
),

final as (
    {{ lineage_sums('links', 'link_plan', placed, unit=true, product=true, choice='link', state=true) }}
    union all
    {{ lineage_ratio(
        'links', 'link_plan', 'net_price_vnd_kg', ('quantity_t * net_price_vnd_kg', window ~ ', transport_cost_vnd_kg'),
        ('case when net_price_vnd_kg is not null then quantity_t end', window), unit=true, product=true, choice='link'
    ) }}
    union all
    {{ lineage_sums('unplaced', 'link_unplaced', left_over, unit=true, product=true, choice='reason', state=true) }}
    union all
    {{ lineage_sums('unplaced', 'link_unplaced', left_over, choice='reason', totals=false, state=true) }}
    union all
    {{ lineage_sums('links', 'link_summary', summary, state=true) }}
    union all
    {{ lineage_sums('unplaced', 'link_summary', summary_left, state=true) }}
)

select * from final
