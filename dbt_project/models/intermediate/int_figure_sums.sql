{# Generated from expectations/figures by `nongsan contracts write`; do not edit. #}
{# Sums of the month, which add up over the plan's months. #}
{% set figures = [
    figure_sums(ref('int_headline_monthly'), 'headline', {
        'sold_t': 't', 'sold_value_vnd': 'vnd', 'rescued_t': 't', 'gift_t': 't', 'processed_t': 't',
        'households': 'count', 'expected_supply_t': 't', 'unplaced_t': 't', 'demand_t': 't', 'activities': 'count',
        'volunteers': 'count'
    }, grains=[[]], summary=true),
    figure_sums(ref('rpt_monthly__trend'), 'trend', {
        'sold_t': 't', 'sold_value_vnd': 'vnd', 'rescued_t': 't', 'gift_t': 't', 'expected_t': 't', 'unplaced_t': 't',
        'demand_t': 't'
    }, grains=[['month']]),
    figure_sums(ref('rpt_monthly__units'), 'reporting', {
        'expected': ('count', flag('expected')), 'received': ('count', flag('received')),
        'complete': ('count', flag('complete')), 'on_time': ('count', flag('on_time')),
        'usable': ('count', flag('usable')), 'silent': ('count', flag('not received')),
        'late': ('count', flag('received and not on_time')), 'unusable': ('count', flag('received and not usable'))
    }, grains=[[]], summary=true),
    figure_sums(ref('rpt_monthly__units'), 'units', {
        'sold_t': 't', 'sold_value_vnd': 'vnd', 'rescued_t': 't'
    }, grains=[['unit_code'], []]),
    figure_sums(ref('rpt_monthly__communication'), 'communication', {
        'activities': 'count', 'participants': 'count', 'volunteers': 'count', 'reach': 'count'
    }, grains=[['activity_type'], []], summary=true),
    figure_sums(ref('rpt_monthly__supply'), 'supply', {
        'area_ha': 'ha', 'expected_t': 't', 'harvested_t': 't', 'contracted_t': 't', 'unplaced_t': 't'
    }, grains=[['product_code'], []], summary=true),
    figure_sums(ref('rpt_monthly__supply_by_unit'), 'supply_by_unit', {
        'area_ha': 'ha', 'expected_t': 't', 'harvested_t': 't', 'contracted_t': 't', 'unplaced_t': 't'
    }, grains=[['unit_code'], []]),
    figure_sums(ref('rpt_monthly__demand'), 'demand', {
        'quantity_t': 't'
    }, grains=[['product_code'], []], summary=true),
    figure_sums(ref('rpt_monthly__demand_by_buyer_type'), 'demand_by_buyer_type', {
        'quantity_t': 't'
    }, grains=[['buyer_type'], []]),
    figure_sums(ref('rpt_monthly__outcomes_by_channel'), 'outcomes_by_channel', {
        'sales': 'count', 'sold_t': 't', 'value_vnd': 'vnd', 'gift_t': 't', 'households': 'count'
    }, grains=[['channel'], []], summary=true),
    figure_sums(ref('rpt_monthly__outcomes_by_product'), 'outcomes_by_product', {
        'sales': 'count', 'sold_t': 't', 'value_vnd': 'vnd', 'rescued_t': 't', 'gift_t': 't', 'processed_t': 't'
    }, grains=[['product_code'], []], summary=true),
    figure_sums(ref('rpt_monthly__outcomes_by_unit'), 'outcomes_by_unit', {
        'sales': 'count', 'sold_t': 't', 'value_vnd': 'vnd', 'rescued_t': 't', 'gift_t': 't', 'households': 'count'
    }, grains=[['unit_code'], []], summary=true),
    figure_sums(ref('rpt_monthly__rescue'), 'rescue', {
        'sales': 'count', 'quantity_t': 't', 'value_vnd': 'vnd', 'gift_t': 't', 'households': 'count'
    }, grains=[['unit_code', 'product_code'], []], summary=true),
    figure_sums(ref('rpt_monthly__processing'), 'processing', {
        'processed_t': 't', 'sold_t': 't'
    }, grains=[['product_code'], []], summary=true)
] %}
with final as (
    {{ figures | join('union all') }}
)

select * from final
