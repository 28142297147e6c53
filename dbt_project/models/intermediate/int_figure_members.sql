{# Generated from expectations/figures by `nongsan contracts write`; do not edit. #}
{# How many different lots, requests, producers, buyers or units there are. #}
{% set figures = [
    figure_members(ref('fct_sales'), 'headline', {
        'producers_supported': ('count', 'producer_key')
    }, grains=[[]], only='not is_gift', zero=true, summary=true),
    figure_members(ref('rpt_monthly__teams'), 'teams', {
        'ready_units': ('count', 'unit_code')
    }, grains=[[]], only="state = 'ready'", to_date=false, compared=false),
    figure_members(ref('int_supply_spread_monthly'), 'supply', {
        'lots': ('count', 'row_key'), 'producers': ('count', 'producer_key')
    }, grains=[['product_code'], []], summary=true),
    figure_members(ref('int_supply_spread_monthly'), 'supply_by_unit', {
        'lots': ('count', 'row_key'), 'producers': ('count', 'producer_key')
    }, grains=[['unit_code'], []]),
    figure_members(ref('int_demand_spread_monthly'), 'demand', {
        'requests': ('count', 'row_key'), 'buyers': ('count', 'buyer_key')
    }, grains=[['product_code'], []], summary=true),
    figure_members(ref('int_demand_spread_monthly'), 'demand_by_buyer_type', {
        'requests': ('count', 'row_key'), 'buyers': ('count', 'buyer_key')
    }, grains=[['buyer_type'], []]),
    figure_members(ref('rpt_monthly__difficulties'), 'difficulties', {
        'open_units': ('count', 'unit_code')
    }, grains=[[]], only='is_open', to_date=false)
] %}
with final as (
    {{ figures | join('union all') }}
)

select * from final
