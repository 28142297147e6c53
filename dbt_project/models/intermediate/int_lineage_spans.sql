{# Rows behind figures over several months or the coming weeks: the plan months up to one, rates side by side, balance. #}
{% set gift_kind = choice('sales', 'kind', 'gift') %}
{% set sales, sold = ("case when kind <> " ~ gift_kind ~ " then 1 else 0 end", 'kind'), ('sold_t', 'quantity_t') %}
{% set value, gift = ('value_vnd', 'quantity_t, price_vnd_kg'), ('gift_t', 'quantity_t') %}
{% set rescued, households = ('rescued_t', 'quantity_t'), ('households', 'households') %}
{% set of_sales = {'sales': sales, 'sold_t': sold, 'value_vnd': value, 'gift_t': gift} %}
{% set by_product = dict(of_sales, rescued_t=rescued, processed_t=('processed_t', 'quantity_t, processed_form')) %}
{% set by_channel = dict(of_sales, households=households) %}
{% set states = {} %}
{% for name in ['expected', 'received', 'on_time', 'usable'] %}
{% do states.update({name: ('case when ' ~ name ~ ' then 1 else 0 end', name)}) %}
{% endfor %}
{% set months = {'months_expected': states['expected'], 'months_received': states['received'],
    'months_on_time': states['on_time']} %}
{% set rates = [('received_rate', 'received', 'expected'), ('on_time_rate', 'on_time', 'expected'),
    ('on_time_of_received_rate', 'on_time', 'received'), ('usable_rate', 'usable', 'expected')] %}
{% set window = ', harvest_start, harvest_end' %}
{% set lots = {'supply_t': ('supply_t', 'expected_t' ~ window), 'contracted_t': ('contracted_t', 'contracted_t' ~ window),
    'unplaced_t': ('unplaced_t', 'expected_t, contracted_t' ~ window)} %}
{% set requests = {'demand_t': ('demand_t', 'quantity_t, window_start, window_end')} %}
{% set address = 'table_name, row_unit_code, row_key, snapshot_id, sheet_row' %}
with plan_months as (
    select * from {{ ref('stg_plan_months') }} where is_plan_month
),

sold as (
    select plan_months.month, sales.unit_code, sales.product_code, sales.channel, sales.kind, sales.sold_t,
        sales.value_vnd, sales.rescued_t, sales.gift_t, sales.processed_t, sales.households,
        {{ row_address("'sales'", snapshot_id='sales.snapshot_id', sheet_row='sales.sheet_row', holder='sales.unit_code') }}
    from {{ ref('fct_sales') }} as sales
    inner join plan_months on plan_months.month >= sales.month
    where sales.is_plan_month
),

units as (
    select *, cast(month as {{ dbt.type_string() }}) as month_text, {{ row_address("'mart_reporting'", 'unit_code') }}
    from {{ ref('mart_reporting') }}
),

units_to_date as (
    select plan_months.month, units.unit_code, units.expected, units.received, units.on_time, {{ address }}
    from units
    inner join plan_months on plan_months.month >= units.month
),

{% for name, model, measures in [('lots', 'int_supply_spread_weekly', 'supply_t, contracted_t, unplaced_t'),
    ('requests', 'int_demand_spread_weekly', 'demand_t')] %}
{{ name }} as (
    select plan_months.month, cast(week_start as {{ dbt.type_string() }}) as week, share, {{ measures }},
        {{ row_address("'supply'" if name == 'lots' else "'demand'") }}
    from {{ ref(model) }}
    cross join plan_months
),

{% endfor %}
final as (
    {% for source, measures in [('lots', lots), ('requests', requests)] %}
    {{ lineage_sums(source, 'balance', measures, choice='week', state=true, share='share') }}
    union all
    {% endfor %}
    {{ lineage_sums('sold', 'to_date_by_unit', dict(by_channel, rescued_t=rescued), unit=true, state=true) }}
    union all
    {{ lineage_sums('sold', 'to_date_by_product', by_product, product=true, state=true) }}
    union all
    {{ lineage_ratio('sold', 'to_date_by_product', 'average_price_vnd_kg', value, ('sold_t * 1000', 'quantity_t'), product=true) }}
    union all
    {{ lineage_sums('sold', 'to_date_by_channel', by_channel, choice='channel', state=true) }}
    union all
    {{ lineage_sums('units_to_date', 'to_date_by_unit', months, unit=true, state=true) }}
    union all
    {{ lineage_sums('units', 'rates', states, choice='month_text', totals=false, state=true) }}
    {% for name, numerator, denominator in rates %}
    union all
    {{ lineage_ratio('units', 'rates', name, states[numerator], states[denominator], choice='month_text') }}
    {% endfor %}
)

select * from final
