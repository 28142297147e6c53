{% set yes = 'case when {} then 1 else 0 end' %}
{% set reporting, supply, demand = ref('mart_reporting'), ref('int_supply_summed'), ref('int_demand_summed') %}
{% set outcomes, processing = ref('rpt_monthly__outcomes_by_product'), ref('rpt_monthly__processing') %}
{% set rates = [
    ('received_rate', 'received', 'expected'), ('on_time_rate', 'on_time', 'expected'),
    ('on_time_of_received_rate', 'on_time', 'received'), ('usable_rate', 'usable', 'expected')
] %}
{% set supply_prices = [
    ('farmgate_price_vnd_kg', 'farmgate_weighted', 'farmgate_weight_t'),
    ('transport_cost_vnd_kg', 'transport_weighted', 'transport_weight_t')
] %}
with daily_prices as (
    select
        {{ month_start('price_date') }} as month,
        product_code,
        concat(market, '.', price_type) as quote,
        price_vnd_kg,
        1 as days
    from {{ ref('mart_prices') }}
),

final as (
    {% for name, numerator, denominator in rates %}
    {{ figure_ratio(reporting, 'headline', name, yes.format(numerator), yes.format(denominator)) }}
    union all
    {% endfor %}
    {% for name, weighted, weight in supply_prices %}
    {{ figure_ratio(supply, 'supply', name, weighted, weight, product=true) }}
    union all
    {{ figure_ratio(supply, 'supply', name, weighted, weight) }}
    union all
    {{ figure_ratio(supply, 'farmgate', name, weighted, weight, product=true) }}
    union all
    {% endfor %}
    {{ figure_ratio(demand, 'demand', 'price_vnd_kg', 'price_weighted', 'price_weight_t', product=true) }}
    union all
    {{ figure_ratio(demand, 'demand', 'price_vnd_kg', 'price_weighted', 'price_weight_t') }}
    union all
    {{ figure_ratio(outcomes, 'outcomes_by_product', 'average_price_vnd_kg', 'value_vnd', 'sold_t * 1000', product=true) }}
    union all
    {{ figure_ratio(outcomes, 'outcomes_by_product', 'average_price_vnd_kg', 'value_vnd', 'sold_t * 1000') }}
    union all
    {{ figure_ratio(processing, 'processing', 'processed_share', 'processed_t', 'sold_t', product=true) }}
    union all
    {{ figure_ratio(processing, 'processing', 'processed_share', 'processed_t', 'sold_t') }}
    union all
    {{ figure_ratio('daily_prices', 'prices', 'price_vnd_kg', 'price_vnd_kg', 'days', product=true, choice='quote') }}
)

select * from final
