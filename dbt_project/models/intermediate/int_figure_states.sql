{# Generated from expectations/figures by `nongsan contracts write`; do not edit. #}
{# Numbers of a state, of another month or of the whole plan: they have no year to date. #}
{% set figures = [
    figure_sums(ref('rpt_monthly__units'), 'units', {
        'accepted_rows': 'count', 'quarantined_rows': 'count', 'open_errors': 'count', 'open_warnings': 'count'
    }, grains=[['unit_code'], []], to_date=false),
    figure_sums(ref('rpt_monthly__rates'), 'rates', {
        'expected': 'count', 'received': 'count', 'on_time': 'count', 'usable': 'count', 'received_rate': 'rate',
        'on_time_rate': 'rate', 'on_time_of_received_rate': 'rate', 'usable_rate': 'rate'
    }, grains=[['month']], to_date=false),
    figure_sums(ref('rpt_monthly__to_date_by_unit'), 'to_date_by_unit', {
        'months_expected': 'count', 'months_received': 'count', 'months_on_time': 'count', 'sales': 'count',
        'sold_t': 't', 'value_vnd': 'vnd', 'rescued_t': 't', 'gift_t': 't', 'households': 'count'
    }, grains=[['unit_code'], []], to_date=false),
    figure_sums(ref('rpt_monthly__quality'), 'quality', {
        'issues': 'count'
    }, grains=[['unit_code', 'tab', 'rule', 'severity'], [], ['unit_code'], ['severity']], to_date=false),
    figure_sums(ref('rpt_monthly__teams'), 'teams', {
        'teams': 'count', 'members': 'count'
    }, grains=[['unit_code', 'readiness'], [], ['unit_code'], ['state']], to_date=false, compared=false),
    figure_sums(ref('rpt_monthly__harvest_calendar'), 'harvest_calendar', {
        'supply_t': 't', 'contracted_t': 't', 'unplaced_t': 't'
    }, grains=[['product_code', 'week_start'], [], ['product_code'], ['week_start']], to_date=false, compared=false),
    figure_sums(ref('rpt_monthly__balance'), 'balance', {
        'supply_t': 't', 'contracted_t': 't', 'unplaced_t': 't', 'demand_t': 't'
    }, grains=[['week_start'], []], to_date=false, compared=false),
    figure_sums(ref('rpt_monthly__to_date_by_product'), 'to_date_by_product', {
        'sales': 'count', 'sold_t': 't', 'value_vnd': 'vnd', 'rescued_t': 't', 'gift_t': 't', 'processed_t': 't'
    }, grains=[['product_code'], []], to_date=false),
    figure_sums(ref('rpt_monthly__to_date_by_product'), 'to_date_by_product', {
        'average_price_vnd_kg': 'vnd_kg'
    }, grains=[['product_code']], to_date=false),
    figure_sums(ref('rpt_monthly__to_date_by_channel'), 'to_date_by_channel', {
        'sales': 'count', 'sold_t': 't', 'value_vnd': 'vnd', 'gift_t': 't', 'households': 'count'
    }, grains=[['channel'], []], to_date=false),
    figure_sums(ref('rpt_monthly__to_date_by_channel'), 'to_date_by_channel', {
        'sold_share': 'rate'
    }, grains=[['channel']], to_date=false),
    figure_sums(ref('rpt_monthly__prices'), 'prices', {
        'previous_price_vnd_kg': 'vnd_kg', 'change_rate': 'rate', 'observations': 'count'
    }, grains=[['product_code', 'market', 'price_type']], to_date=false),
    figure_sums(ref('rpt_monthly__link_plan'), 'link_plan', {
        'lots': 'count', 'quantity_t': 't'
    }, grains=[['unit_code', 'product_code', 'buyer_name', 'from_on', 'to_on'], []], to_date=false, compared=false),
    figure_sums(ref('rpt_monthly__link_plan'), 'link_plan', {
        'net_price_vnd_kg': 'vnd_kg'
    }, grains=[['unit_code', 'product_code', 'buyer_name', 'from_on', 'to_on']], to_date=false, compared=false),
    figure_sums(ref('rpt_monthly__link_unplaced'), 'link_unplaced', {
        'lots': 'count', 'unplaced_t': 't'
    }, grains=[['unit_code', 'product_code', 'reason'], [], ['reason']], to_date=false, compared=false),
    figure_sums(ref('rpt_monthly__link_summary'), 'link_summary', {
        'links': 'count', 'lots': 'count', 'requests': 'count', 'units': 'count', 'pools': 'count',
        'unplaced_lots': 'count', 'placed_t': 't', 'unplaced_t': 't', 'available_t': 't', 'net_revenue_vnd': 'vnd',
        'gap': 'count'
    }, grains=[[]], to_date=false, compared=false),
    figure_sums(ref('rpt_monthly__link_prices'), 'link_prices', {
        'value_vnd': 'vnd', 'unplaced_t': 't', 'demand_t': 't', 'requests': 'count'
    }, grains=[['product_code', 'week_start']], to_date=false, compared=false),
    figure_sums(ref('rpt_monthly__difficulties'), 'difficulties', {
        'difficulties': ('count', '1'), 'raised': ('count', flag('is_raised_in_month')),
        'open': ('count', flag('is_open'))
    }, grains=[['theme'], [], ['unit_code']], to_date=false)
] %}
with final as (
    {{ figures | join('union all') }}
)

select * from final
