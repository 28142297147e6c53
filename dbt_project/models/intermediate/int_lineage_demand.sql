{# Requests behind every figure of demand, each with the share of its window that falls into the month. #}
{% set quantity = ('quantity_t', 'quantity_t, window_start, window_end') %}
{% set members = {'requests': ('row_key', 'window_start, window_end'), 'buyers': ('buyer_key', 'buyer_name')} %}
{% set grains = [
    ('demand', true, none), ('demand', false, none), ('demand_by_buyer_type', false, 'buyer_type'),
    ('demand_by_buyer_type', false, none)
] %}
{% set weighted = ('quantity_t * price_vnd_kg', 'quantity_t, price_vnd_kg, window_start, window_end') %}
{% set weight = ('case when price_vnd_kg is not null then quantity_t end', 'quantity_t, window_start, window_end') %}
with requests as (
    select
        month,
        cast(month as {{ dbt.type_string() }}) as month_text,
        is_plan_month,
        unit_code,
        product_code,
        buyer_type,
        buyer_key,
        share,
        quantity_t,
        price_vnd_kg,
        {{ row_address("'demand'") }}
    from {{ ref('int_demand_spread_monthly') }}
),

final as (
    {{ lineage_sums('requests', 'headline', {'demand_t': quantity}, share='share') }}
    union all
    {{ lineage_sums('requests', 'trend', {'demand_t': quantity}, choice='month_text', totals=false, share='share') }}
    union all
    {{ lineage_sums('requests', 'demand', {'quantity_t': quantity}, product=true, share='share') }}
    union all
    {{ lineage_sums('requests', 'demand_by_buyer_type', {'quantity_t': quantity}, choice='buyer_type', share='share') }}
    union all
    {% for name, (member, columns) in members.items() %}{% for section, product, choice in grains %}
    {{ lineage_members('requests', section, name, member, columns, product=product, choice=choice, share='share') }}
    union all
    {% endfor %}{% endfor %}
    {{ lineage_ratio('requests', 'demand', 'price_vnd_kg', weighted, weight, product=true, share='share') }}
    union all
    {{ lineage_ratio('requests', 'demand', 'price_vnd_kg', weighted, weight, share='share') }}
)

select * from final
