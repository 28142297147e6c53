{# Figures that span more than the report's month: totals to date, rates month by month, the coming weeks. #}
{% set sold = ['sales', 'sold_t', 'value_vnd', 'gift_t'] %}
{% set rates = ['received_rate', 'on_time_rate', 'on_time_of_received_rate', 'usable_rate'] %}
with rates as (
    select *, cast(month as {{ dbt.type_string() }}) as month_text from {{ ref('rpt_monthly__rates') }}
),

balance as (
    select *, cast(week_start as {{ dbt.type_string() }}) as week from {{ ref('rpt_monthly__balance') }}
),

final as (
    {{ figure_sums(
        ref('rpt_monthly__to_date_by_unit'), 'to_date_by_unit',
        sold + ['rescued_t', 'households', 'months_expected', 'months_received', 'months_on_time'],
        unit=true, state=true
    ) }}
    union all
    {{ figure_sums(
        ref('rpt_monthly__to_date_by_product'), 'to_date_by_product', sold + ['rescued_t', 'processed_t'],
        product=true, state=true
    ) }}
    union all
    {{ figure_sums(
        ref('rpt_monthly__to_date_by_product'), 'to_date_by_product', ['average_price_vnd_kg'],
        product=true, totals=false, state=true
    ) }}
    union all
    {{ figure_sums(
        ref('rpt_monthly__to_date_by_channel'), 'to_date_by_channel', sold + ['households'],
        choice='channel', state=true
    ) }}
    union all
    {{ figure_sums(
        ref('rpt_monthly__to_date_by_channel'), 'to_date_by_channel', ['sold_share'],
        choice='channel', totals=false, state=true
    ) }}
    union all
    {{ figure_sums('rates', 'rates', ['expected', 'received', 'on_time', 'usable'] + rates,
        choice='month_text', totals=false, state=true) }}
    union all
    {{ figure_sums('balance', 'balance', ['supply_t', 'contracted_t', 'unplaced_t', 'demand_t'],
        choice='week', state=true) }}
)

select * from final
