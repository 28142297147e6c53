{% set supply, demand = ref('int_supply_spread_monthly'), ref('int_demand_spread_monthly') %}
{% set sections = [
    (supply, 'supply', {'lots': 'row_key', 'producers': 'producer_key'}, {'product': true}),
    (supply, 'supply_by_unit', {'lots': 'row_key', 'producers': 'producer_key'}, {'unit': true}),
    (demand, 'demand', {'requests': 'row_key', 'buyers': 'buyer_key'}, {'product': true}),
    (demand, 'demand_by_buyer_type', {'requests': 'row_key', 'buyers': 'buyer_key'}, {'choice': 'buyer_type'})
] %}
with months as (
    select * from {{ ref('stg_plan_months') }}
),

sales as (
    select * from {{ ref('fct_sales') }} where kind <> {{ choice('sales', 'kind', 'gift') }}
),

final as (
    {% for source, section, members, grain in sections %}
    {% for name, member in members.items() %}
    {{ figure_members(source, section, name, member, **grain) }}
    union all
    {{ figure_members(source, section, name, member) }}
    union all
    {% endfor %}
    {% endfor %}
    {{ figure_members('sales', 'headline', 'producers_supported', 'producer_key') }}
    union all
    select {{ figure_columns('headline', 'producers_supported', false, false, none) }}
        0 as numerator, null as denominator, 0 as period_numerator, null as period_denominator
    from months
)

select * from final
