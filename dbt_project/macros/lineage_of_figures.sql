{# Generated from expectations/figures by `nongsan contracts write`; do not edit. #}
{% macro lineage_of_outcomes() %}
    {{ [
        lineage_sums('sold', 'headline', {
            'sold_t': ('sold_t', 'quantity_t'), 'sold_value_vnd': ('value_vnd', 'quantity_t, price_vnd_kg'),
            'rescued_t': ('rescued_t', 'quantity_t'), 'gift_t': ('gift_t', 'quantity_t'),
            'processed_t': ('processed_t', 'quantity_t, processed_form'), 'households': ('households', 'households')
        }, grains=[[]]),
        lineage_members('paid', 'headline', {'producers_supported': ('producer_key', 'producer_name')}, grains=[[]]),
        lineage_sums('sold', 'trend', {
            'sold_t': ('sold_t', 'quantity_t'), 'sold_value_vnd': ('value_vnd', 'quantity_t, price_vnd_kg'),
            'rescued_t': ('rescued_t', 'quantity_t'), 'gift_t': ('gift_t', 'quantity_t')
        }, grains=[['month']]),
        lineage_sums('sold', 'units', {
            'sold_t': ('sold_t', 'quantity_t'), 'sold_value_vnd': ('value_vnd', 'quantity_t, price_vnd_kg'),
            'rescued_t': ('rescued_t', 'quantity_t')
        }, grains=[['unit_code'], []]),
        lineage_sums('sold', 'outcomes_by_channel', {
            'sales': ('sales', 'kind'), 'sold_t': ('sold_t', 'quantity_t'),
            'value_vnd': ('value_vnd', 'quantity_t, price_vnd_kg'), 'gift_t': ('gift_t', 'quantity_t'),
            'households': ('households', 'households')
        }, grains=[['channel'], []]),
        lineage_sums('sold', 'outcomes_by_product', {
            'sales': ('sales', 'kind'), 'sold_t': ('sold_t', 'quantity_t'),
            'value_vnd': ('value_vnd', 'quantity_t, price_vnd_kg'), 'rescued_t': ('rescued_t', 'quantity_t'),
            'gift_t': ('gift_t', 'quantity_t'), 'processed_t': ('processed_t', 'quantity_t, processed_form')
        }, grains=[['product_code'], []]),
        lineage_ratios('sold', 'outcomes_by_product', {
            'average_price_vnd_kg': (('value_vnd', 'quantity_t, price_vnd_kg'), ('sold_t * 1000', 'quantity_t'))
        }, grains=[['product_code'], []]),
        lineage_sums('sold', 'outcomes_by_unit', {
            'sales': ('sales', 'kind'), 'sold_t': ('sold_t', 'quantity_t'),
            'value_vnd': ('value_vnd', 'quantity_t, price_vnd_kg'), 'rescued_t': ('rescued_t', 'quantity_t'),
            'gift_t': ('gift_t', 'quantity_t'), 'households': ('households', 'households')
        }, grains=[['unit_code'], []]),
        lineage_sums('rescued', 'rescue', {
            'sales': ('rescues', 'kind'), 'quantity_t': ('rescued_t', 'quantity_t'),
            'value_vnd': ('value_vnd', 'quantity_t, price_vnd_kg'), 'gift_t': ('gift_t', 'quantity_t'),
            'households': ('households', 'households')
        }, grains=[['unit_code', 'product_code'], []]),
        lineage_sums('processed', 'processing', {
            'processed_t': ('processed_t', 'quantity_t, processed_form'), 'sold_t': ('sold_t', 'quantity_t')
        }, grains=[['product_code'], []]),
        lineage_ratios('processed', 'processing', {
            'processed_share': (('processed_t', 'quantity_t, processed_form'), ('sold_t', 'quantity_t'))
        }, grains=[['product_code'], []])
    ] | join('union all') }}
{% endmacro %}

{% macro lineage_of_supply() %}
    {{ [
        lineage_sums('lots', 'headline', {
            'expected_supply_t': ('expected_t', 'expected_t, harvest_start, harvest_end'),
            'unplaced_t': ('unplaced_t', 'expected_t, contracted_t, harvest_start, harvest_end')
        }, grains=[[]], share='share'),
        lineage_sums('lots', 'trend', {
            'expected_t': ('expected_t', 'expected_t, harvest_start, harvest_end'),
            'unplaced_t': ('unplaced_t', 'expected_t, contracted_t, harvest_start, harvest_end')
        }, grains=[['month']], share='share'),
        lineage_members('lots', 'supply', {
            'lots': ('row_key', 'harvest_start, harvest_end'), 'producers': ('producer_key', 'producer_name')
        }, grains=[['product_code'], []], share='share'),
        lineage_sums('lots', 'supply', {
            'area_ha': ('area_ha', 'area_ha, harvest_start, harvest_end'),
            'expected_t': ('expected_t', 'expected_t, harvest_start, harvest_end'),
            'harvested_t': ('harvested_t', 'harvested_t, harvest_start, harvest_end'),
            'contracted_t': ('contracted_t', 'contracted_t, harvest_start, harvest_end'),
            'unplaced_t': ('unplaced_t', 'expected_t, contracted_t, harvest_start, harvest_end')
        }, grains=[['product_code'], []], share='share'),
        lineage_ratios('lots', 'supply', {
            'farmgate_price_vnd_kg': (('farmgate_weighted', 'expected_t, farmgate_price_vnd_kg, harvest_start, harvest_end'), ('farmgate_weight_t', 'expected_t, harvest_start, harvest_end')),
            'transport_cost_vnd_kg': (('transport_weighted', 'expected_t, transport_cost_vnd_kg, harvest_start, harvest_end'), ('transport_weight_t', 'expected_t, harvest_start, harvest_end'))
        }, grains=[['product_code'], []], share='share'),
        lineage_members('lots', 'supply_by_unit', {
            'lots': ('row_key', 'harvest_start, harvest_end'), 'producers': ('producer_key', 'producer_name')
        }, grains=[['unit_code'], []], share='share'),
        lineage_sums('lots', 'supply_by_unit', {
            'area_ha': ('area_ha', 'area_ha, harvest_start, harvest_end'),
            'expected_t': ('expected_t', 'expected_t, harvest_start, harvest_end'),
            'harvested_t': ('harvested_t', 'harvested_t, harvest_start, harvest_end'),
            'contracted_t': ('contracted_t', 'contracted_t, harvest_start, harvest_end'),
            'unplaced_t': ('unplaced_t', 'expected_t, contracted_t, harvest_start, harvest_end')
        }, grains=[['unit_code'], []], share='share'),
        lineage_ratios('lots', 'farmgate', {
            'farmgate_price_vnd_kg': (('farmgate_weighted', 'expected_t, farmgate_price_vnd_kg, harvest_start, harvest_end'), ('farmgate_weight_t', 'expected_t, harvest_start, harvest_end')),
            'transport_cost_vnd_kg': (('transport_weighted', 'expected_t, transport_cost_vnd_kg, harvest_start, harvest_end'), ('transport_weight_t', 'expected_t, harvest_start, harvest_end'))
        }, grains=[['product_code']], share='share'),
        lineage_sums('calendar_lots', 'harvest_calendar', {
            'supply_t': ('supply_t', 'expected_t, harvest_start, harvest_end'),
            'contracted_t': ('contracted_t', 'contracted_t, harvest_start, harvest_end'),
            'unplaced_t': ('unplaced_t', 'expected_t, contracted_t, harvest_start, harvest_end')
        }, grains=[['product_code', 'week_start'], [], ['product_code'], ['week_start']], to_date=false, share='share')
    ] | join('union all') }}
{% endmacro %}

{% macro lineage_of_demand() %}
    {{ [
        lineage_sums('requests', 'headline', {
            'demand_t': ('quantity_t', 'quantity_t, window_start, window_end')
        }, grains=[[]], share='share'),
        lineage_sums('requests', 'trend', {
            'demand_t': ('quantity_t', 'quantity_t, window_start, window_end')
        }, grains=[['month']], share='share'),
        lineage_members('requests', 'demand', {
            'requests': ('row_key', 'window_start, window_end'), 'buyers': ('buyer_key', 'buyer_name')
        }, grains=[['product_code'], []], share='share'),
        lineage_sums('requests', 'demand', {
            'quantity_t': ('quantity_t', 'quantity_t, window_start, window_end')
        }, grains=[['product_code'], []], share='share'),
        lineage_ratios('requests', 'demand', {
            'price_vnd_kg': (('price_weighted', 'quantity_t, price_vnd_kg, window_start, window_end'), ('price_weight_t', 'quantity_t, window_start, window_end'))
        }, grains=[['product_code'], []], share='share'),
        lineage_members('requests', 'demand_by_buyer_type', {
            'requests': ('row_key', 'window_start, window_end'), 'buyers': ('buyer_key', 'buyer_name')
        }, grains=[['buyer_type'], []], share='share'),
        lineage_sums('requests', 'demand_by_buyer_type', {
            'quantity_t': ('quantity_t', 'quantity_t, window_start, window_end')
        }, grains=[['buyer_type'], []], share='share')
    ] | join('union all') }}
{% endmacro %}

{% macro lineage_of_activities() %}
    {{ [
        lineage_sums('held', 'headline', {
            'activities': ('activities', 'quantity'), 'volunteers': ('volunteers', 'volunteers')
        }, grains=[[]]),
        lineage_sums('held', 'communication', {
            'activities': ('activities', 'quantity'), 'participants': ('participants', 'participants'),
            'volunteers': ('volunteers', 'volunteers'), 'reach': ('reach', 'reach')
        }, grains=[['activity_type'], []]),
        lineage_sums('standing_teams', 'teams', {
            'teams': ('teams', 'readiness'), 'members': ('members', 'members')
        }, grains=[['unit_code', 'readiness'], [], ['unit_code'], ['state']], to_date=false),
        lineage_members('ready_teams', 'teams', {
            'ready_units': ('unit_code', 'readiness')
        }, grains=[[]], to_date=false),
        lineage_sums('told_difficulties', 'difficulties', {
            'difficulties': ('1', 'raised_on, status'), 'raised': (flag('is_raised_in_month'), 'raised_on'),
            'open': (flag('is_open'), 'status')
        }, grains=[['theme'], [], ['unit_code']], to_date=false),
        lineage_members('open_difficulties', 'difficulties', {
            'open_units': ('unit_code', 'status')
        }, grains=[[]], to_date=false)
    ] | join('union all') }}
{% endmacro %}

{% macro lineage_of_reporting() %}
    {{ [
        lineage_ratios('unit_months', 'headline', {
            'received_rate': ((flag('received'), 'received'), (flag('expected'), 'expected')),
            'on_time_rate': ((flag('on_time'), 'on_time'), (flag('expected'), 'expected')),
            'on_time_of_received_rate': ((flag('on_time'), 'on_time'), (flag('received'), 'received')),
            'usable_rate': ((flag('usable'), 'usable'), (flag('expected'), 'expected'))
        }, grains=[[]]),
        lineage_sums('unit_months', 'reporting', {
            'expected': (flag('expected'), 'expected'), 'received': (flag('received'), 'received'),
            'complete': (flag('complete'), 'complete'), 'on_time': (flag('on_time'), 'on_time'),
            'usable': (flag('usable'), 'usable'), 'silent': (flag('not received'), 'received'),
            'late': (flag('received and not on_time'), 'received, on_time'),
            'unusable': (flag('received and not usable'), 'received, usable')
        }, grains=[[]]),
        lineage_sums('counted_rows', 'units', {
            'accepted_rows': ('accepted_rows', 'row'), 'quarantined_rows': ('quarantined_rows', 'row')
        }, grains=[['unit_code'], []], to_date=false),
        lineage_sums('expected_issues', 'units', {
            'open_errors': ('open_errors', 'issue'), 'open_warnings': ('open_warnings', 'issue')
        }, grains=[['unit_code'], []], to_date=false),
        lineage_sums('unit_months', 'rates', {
            'expected': (flag('expected'), 'expected'), 'received': (flag('received'), 'received'),
            'on_time': (flag('on_time'), 'on_time'), 'usable': (flag('usable'), 'usable')
        }, grains=[['month']], to_date=false),
        lineage_ratios('unit_months', 'rates', {
            'received_rate': ((flag('received'), 'received'), (flag('expected'), 'expected')),
            'on_time_rate': ((flag('on_time'), 'on_time'), (flag('expected'), 'expected')),
            'on_time_of_received_rate': ((flag('on_time'), 'on_time'), (flag('received'), 'received')),
            'usable_rate': ((flag('usable'), 'usable'), (flag('expected'), 'expected'))
        }, grains=[['month']]),
        lineage_sums('open_issues', 'quality', {
            'issues': ('issues', 'issue')
        }, grains=[['unit_code', 'tab', 'rule', 'severity'], [], ['unit_code'], ['severity']], to_date=false)
    ] | join('union all') }}
{% endmacro %}

{% macro lineage_of_spans() %}
    {{ [
        lineage_sums('units_to_date', 'to_date_by_unit', {
            'months_expected': (flag('expected'), 'expected'), 'months_received': (flag('received'), 'received'),
            'months_on_time': (flag('on_time'), 'on_time')
        }, grains=[['unit_code'], []], to_date=false),
        lineage_sums('sold_to_date', 'to_date_by_unit', {
            'sales': ('sales', 'kind'), 'sold_t': ('sold_t', 'quantity_t'),
            'value_vnd': ('value_vnd', 'quantity_t, price_vnd_kg'), 'rescued_t': ('rescued_t', 'quantity_t'),
            'gift_t': ('gift_t', 'quantity_t'), 'households': ('households', 'households')
        }, grains=[['unit_code'], []], to_date=false),
        lineage_sums('coming_lots', 'balance', {
            'supply_t': ('supply_t', 'expected_t, harvest_start, harvest_end'),
            'contracted_t': ('contracted_t', 'contracted_t, harvest_start, harvest_end'),
            'unplaced_t': ('unplaced_t', 'expected_t, contracted_t, harvest_start, harvest_end')
        }, grains=[['week_start'], []], to_date=false, share='share'),
        lineage_sums('coming_requests', 'balance', {
            'demand_t': ('demand_t', 'quantity_t, window_start, window_end')
        }, grains=[['week_start'], []], to_date=false, share='share'),
        lineage_sums('sold_to_date', 'to_date_by_product', {
            'sales': ('sales', 'kind'), 'sold_t': ('sold_t', 'quantity_t'),
            'value_vnd': ('value_vnd', 'quantity_t, price_vnd_kg'), 'rescued_t': ('rescued_t', 'quantity_t'),
            'gift_t': ('gift_t', 'quantity_t'), 'processed_t': ('processed_t', 'quantity_t, processed_form')
        }, grains=[['product_code'], []], to_date=false),
        lineage_ratios('sold_to_date', 'to_date_by_product', {
            'average_price_vnd_kg': (('value_vnd', 'quantity_t, price_vnd_kg'), ('sold_t * 1000', 'quantity_t'))
        }, grains=[['product_code']]),
        lineage_sums('sold_to_date', 'to_date_by_channel', {
            'sales': ('sales', 'kind'), 'sold_t': ('sold_t', 'quantity_t'),
            'value_vnd': ('value_vnd', 'quantity_t, price_vnd_kg'), 'gift_t': ('gift_t', 'quantity_t'),
            'households': ('households', 'households')
        }, grains=[['channel'], []], to_date=false)
    ] | join('union all') }}
{% endmacro %}

{% macro lineage_of_alerts() %}
    {{ [
        lineage_sums('alerted_lots', 'alerts', {
            'at_risk_t': ('at_risk_t', 'expected_t, contracted_t, harvest_start, harvest_end')
        }, grains=[['unit_code', 'product_code', 'week_start']], to_date=false, share='share'),
        lineage_ratios('lots_by_group', 'price_spread', {
            'farmgate_vnd_kg': (('farmgate_weighted', 'expected_t, farmgate_price_vnd_kg, harvest_start, harvest_end'), ('farmgate_weight_t', 'expected_t, harvest_start, harvest_end')),
            'transport_vnd_kg': (('transport_weighted', 'expected_t, transport_cost_vnd_kg, harvest_start, harvest_end'), ('transport_weight_t', 'expected_t, harvest_start, harvest_end'))
        }, grains=[['product_code']], share='share'),
        lineage_sums('refused_prices', 'feeds', {
            'quarantined': ('quarantined', 'native_price')
        }, grains=[['source']], to_date=false)
    ] | join('union all') }}
{% endmacro %}

{% macro lineage_of_prices() %}
    {{ [
        lineage_ratios('quoted', 'prices', {
            'price_vnd_kg': (('price_of_day', 'price_vnd_kg'), ('day_share', 'price_date'))
        }, grains=[['product_code', 'market', 'price_type']], share='day_share'),
        lineage_sums('quoted', 'prices', {
            'observations': ('observations', 'price_vnd_kg')
        }, grains=[['product_code', 'market', 'price_type']], to_date=false)
    ] | join('union all') }}
{% endmacro %}

{% macro lineage_of_signals() %}
    {{ [
        lineage_sums('quoted_by_group', 'price_signals', {
            'price_vnd_kg': ('price_of_group', 'price_vnd_kg')
        }, grains=[['product_code', 'market', 'price_type']], to_date=false, share='group_share'),
        lineage_sums('wholesale_quotes', 'price_spread', {
            'wholesale_vnd_kg': ('wholesale_vnd_kg', 'price_vnd_kg')
        }, grains=[['product_code']], to_date=false, share='market_share'),
        lineage_sums('retail_quotes', 'price_spread', {
            'retail_vnd_kg': ('retail_vnd_kg', 'price_vnd_kg')
        }, grains=[['product_code']], to_date=false, share='market_share'),
        lineage_sums('observed', 'feeds', {
            'observations': ('observations', 'price_vnd_kg'), 'unmatched': ('unmatched', 'item_name')
        }, grains=[['source']], to_date=false)
    ] | join('union all') }}
{% endmacro %}

{% macro lineage_of_links() %}
    {{ [
        lineage_sums('links', 'link_plan', {
            'lots': ('placed_lots', 'expected_t, contracted_t, harvest_start, harvest_end'),
            'quantity_t': ('placed_t', 'expected_t, contracted_t, harvest_start, harvest_end')
        }, grains=[['unit_code', 'product_code', 'buyer_name', 'from_on', 'to_on'], []], to_date=false),
        lineage_ratios('links', 'link_plan', {
            'net_price_vnd_kg': (('net_weighted', 'expected_t, contracted_t, harvest_start, harvest_end, transport_cost_vnd_kg'), ('net_weight_t', 'expected_t, contracted_t, harvest_start, harvest_end'))
        }, grains=[['unit_code', 'product_code', 'buyer_name', 'from_on', 'to_on']]),
        lineage_sums('unplaced_lots', 'link_unplaced', {
            'lots': ('left_lots', 'expected_t, contracted_t, harvest_start, harvest_end'),
            'unplaced_t': ('unplaced_t', 'expected_t, contracted_t, harvest_start, harvest_end')
        }, grains=[['unit_code', 'product_code', 'reason'], [], ['reason']], to_date=false),
        lineage_sums('links', 'link_summary', {
            'links': ('placed_lots', 'expected_t, contracted_t, harvest_start, harvest_end'),
            'placed_t': ('placed_t', 'expected_t, contracted_t, harvest_start, harvest_end'),
            'available_t': ('available_t', 'expected_t, contracted_t, harvest_start, harvest_end'),
            'net_revenue_vnd': ('net_revenue_vnd', 'expected_t, contracted_t, harvest_start, harvest_end, transport_cost_vnd_kg')
        }, grains=[[]], to_date=false),
        lineage_sums('unplaced_lots', 'link_summary', {
            'unplaced_lots': ('left_lots', 'expected_t, contracted_t, harvest_start, harvest_end'),
            'unplaced_t': ('unplaced_t', 'expected_t, contracted_t, harvest_start, harvest_end'),
            'available_t': ('available_t', 'expected_t, contracted_t, harvest_start, harvest_end')
        }, grains=[[]], to_date=false)
    ] | join('union all') }}
{% endmacro %}
