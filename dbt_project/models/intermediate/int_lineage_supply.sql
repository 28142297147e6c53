{# Lots behind every figure of supply, each with the share of its window that falls into the month or the week. #}
{% set window = ', harvest_start, harvest_end' %}
{% set expected, unplaced = ('expected_t', 'expected_t' ~ window), ('unplaced_t', 'expected_t, contracted_t' ~ window) %}
{% set contracted = ('contracted_t', 'contracted_t' ~ window) %}
{% set measures = {
    'area_ha': ('area_ha', 'area_ha' ~ window), 'expected_t': expected,
    'harvested_t': ('harvested_t', 'harvested_t' ~ window), 'contracted_t': contracted, 'unplaced_t': unplaced
} %}
{% set grains = [
    ('supply', false, true), ('supply', false, false), ('supply_by_unit', true, false), ('supply_by_unit', false, false)
] %}
{% set members = {'lots': ('row_key', 'harvest_start, harvest_end'), 'producers': ('producer_key', 'producer_name')} %}
{% set trend = {'expected_t': expected, 'unplaced_t': unplaced} %}
{% set prices = ['farmgate_price_vnd_kg', 'transport_cost_vnd_kg'] %}
{% set price_grains = [('supply', true), ('supply', false), ('farmgate', true)] %}
{% set weekly = {'supply_t': ('supply_t', 'expected_t' ~ window), 'contracted_t': contracted, 'unplaced_t': unplaced} %}
{% set calendar_grains = [(true, 'week', true), (true, none, false), (false, 'week', false)] %}
with lots as (
    select
        month,
        cast(month as {{ dbt.type_string() }}) as month_text,
        is_plan_month,
        unit_code,
        product_code,
        producer_key,
        share,
        area_ha,
        expected_t,
        harvested_t,
        contracted_t,
        unplaced_t,
        farmgate_price_vnd_kg,
        transport_cost_vnd_kg,
        {{ row_address("'supply'") }}
    from {{ ref('int_supply_spread_monthly') }}
),

weeks as (
    select
        months.month,
        cast(spread.week_start as {{ dbt.type_string() }}) as week,
        spread.unit_code,
        spread.product_code,
        spread.share,
        spread.supply_t,
        spread.contracted_t,
        spread.unplaced_t,
        {{ row_address("'supply'") }}
    from {{ ref('int_supply_spread_weekly') }} as spread
    cross join {{ ref('stg_plan_months') }} as months
    where months.is_plan_month and spread.week_number < 8
),

final as (
    {{ lineage_sums('lots', 'headline', {'expected_supply_t': expected, 'unplaced_t': unplaced}, share='share') }}
    union all
    {{ lineage_sums('lots', 'trend', trend, choice='month_text', totals=false, share='share') }}
    union all
    {{ lineage_sums('lots', 'supply', measures, product=true, share='share') }}
    union all
    {{ lineage_sums('lots', 'supply_by_unit', measures, unit=true, share='share') }}
    union all
    {% for name, (member, columns) in members.items() %}
    {% for section, unit, product in grains %}
    {{ lineage_members('lots', section, name, member, columns, unit=unit, product=product, share='share') }}
    union all
    {% endfor %}{% endfor %}
    {% for price in prices %}{% for section, product in price_grains %}
    {{ lineage_ratio(
        'lots', section, price, ('expected_t * ' ~ price, 'expected_t, ' ~ price ~ window),
        ('case when ' ~ price ~ ' is not null then expected_t end', 'expected_t' ~ window), product=product, share='share'
    ) }}
    union all
    {% endfor %}{% endfor %}
    {% for product, week, totals in calendar_grains %}
    {{ lineage_sums('weeks', 'harvest_calendar', weekly, false, product, week, totals, true, 'share') }}
    {{ 'union all' if not loop.last }}{% endfor %}
)

select * from final
