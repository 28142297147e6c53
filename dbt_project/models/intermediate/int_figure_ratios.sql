{# Generated from expectations/figures by `nongsan contracts write`; do not edit. #}
{# Rates and weighted means, as two sums. #}
{% set figures = [
    figure_ratios(ref('mart_reporting'), 'headline', {
        'received_rate': ('rate', flag('received'), flag('expected')),
        'on_time_rate': ('rate', flag('on_time'), flag('expected')),
        'on_time_of_received_rate': ('rate', flag('on_time'), flag('received')),
        'usable_rate': ('rate', flag('usable'), flag('expected'))
    }, grains=[[]], summary=true),
    figure_ratios(ref('int_supply_summed'), 'supply', {
        'farmgate_price_vnd_kg': ('vnd_kg', 'farmgate_weighted', 'farmgate_weight_t'),
        'transport_cost_vnd_kg': ('vnd_kg', 'transport_weighted', 'transport_weight_t')
    }, grains=[['product_code'], []], summary=true),
    figure_ratios(ref('int_supply_summed'), 'farmgate', {
        'farmgate_price_vnd_kg': ('vnd_kg', 'farmgate_weighted', 'farmgate_weight_t'),
        'transport_cost_vnd_kg': ('vnd_kg', 'transport_weighted', 'transport_weight_t')
    }, grains=[['product_code']], summary=true),
    figure_ratios(ref('int_demand_summed'), 'demand', {
        'price_vnd_kg': ('vnd_kg', 'price_weighted', 'price_weight_t')
    }, grains=[['product_code'], []], summary=true),
    figure_ratios(ref('rpt_monthly__outcomes_by_product'), 'outcomes_by_product', {
        'average_price_vnd_kg': ('vnd_kg', 'value_vnd', 'sold_t * 1000')
    }, grains=[['product_code'], []], summary=true),
    figure_ratios(ref('rpt_monthly__processing'), 'processing', {
        'processed_share': ('rate', 'processed_t', 'sold_t')
    }, grains=[['product_code'], []], summary=true),
    figure_ratios(ref('mart_prices'), 'prices', {
        'price_vnd_kg': ('vnd_kg', 'price_vnd_kg', '1')
    }, grains=[['product_code', 'market', 'price_type']])
] %}
with final as (
    {{ figures | join('union all') }}
)

select * from final
