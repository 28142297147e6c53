{% set tonnes_sold = ['sales', 'sold_t', 'value_vnd', 'gift_t', 'households'] %}
{% set tonnes_supplied = ['area_ha', 'expected_t', 'harvested_t', 'contracted_t', 'unplaced_t'] %}
with units as (
    select
        month,
        unit_code,
        case when expected then 1 else 0 end as expected,
        case when received then 1 else 0 end as received,
        case when complete then 1 else 0 end as complete,
        case when on_time then 1 else 0 end as on_time,
        case when usable then 1 else 0 end as usable,
        case when received then 0 else 1 end as silent,
        case when received and not on_time then 1 else 0 end as late,
        case when received and not usable then 1 else 0 end as unusable,
        accepted_rows,
        quarantined_rows,
        open_errors,
        open_warnings,
        sold_t,
        sold_value_vnd,
        rescued_t
    from {{ ref('rpt_monthly__units') }}
),

trend as (
    select *, cast(month as {{ dbt.type_string() }}) as month_text from {{ ref('rpt_monthly__trend') }}
),

final as (
    {{ figure_sums(ref('int_headline_monthly'), 'headline', [
        'sold_t', 'sold_value_vnd', 'rescued_t', 'gift_t', 'processed_t', 'households',
        'expected_supply_t', 'unplaced_t', 'demand_t', 'activities', 'volunteers'
    ]) }}
    union all
    {{ figure_sums('trend', 'trend', [
        'sold_t', 'rescued_t', 'gift_t', 'sold_value_vnd', 'expected_t', 'unplaced_t', 'demand_t'
    ], choice='month_text', totals=false) }}
    union all
    {{ figure_sums('units', 'units', ['sold_t', 'sold_value_vnd', 'rescued_t'], unit=true) }}
    union all
    {{ figure_sums('units', 'units', [
        'accepted_rows', 'quarantined_rows', 'open_errors', 'open_warnings'
    ], unit=true, state=true) }}
    union all
    {{ figure_sums('units', 'reporting', [
        'expected', 'received', 'complete', 'on_time', 'usable', 'silent', 'late', 'unusable'
    ]) }}
    union all
    {{ figure_sums(
        ref('rpt_monthly__communication'), 'communication', ['activities', 'participants', 'volunteers', 'reach'],
        choice='activity_type'
    ) }}
    union all
    {{ figure_sums(ref('rpt_monthly__supply'), 'supply', tonnes_supplied, product=true) }}
    union all
    {{ figure_sums(ref('rpt_monthly__supply_by_unit'), 'supply_by_unit', tonnes_supplied, unit=true) }}
    union all
    {{ figure_sums(ref('rpt_monthly__demand'), 'demand', ['quantity_t'], product=true) }}
    union all
    {{ figure_sums(ref('rpt_monthly__demand_by_buyer_type'), 'demand_by_buyer_type', ['quantity_t'], choice='buyer_type') }}
    union all
    {{ figure_sums(ref('rpt_monthly__outcomes_by_channel'), 'outcomes_by_channel', tonnes_sold, choice='channel') }}
    union all
    {{ figure_sums(ref('rpt_monthly__outcomes_by_product'), 'outcomes_by_product', [
        'sales', 'sold_t', 'value_vnd', 'rescued_t', 'gift_t', 'processed_t'
    ], product=true) }}
    union all
    {{ figure_sums(ref('rpt_monthly__outcomes_by_unit'), 'outcomes_by_unit', tonnes_sold + ['rescued_t'], unit=true) }}
    union all
    {{ figure_sums(ref('rpt_monthly__rescue'), 'rescue', [
        'sales', 'quantity_t', 'value_vnd', 'gift_t', 'households'
    ], unit=true, product=true) }}
    union all
    {{ figure_sums(ref('rpt_monthly__processing'), 'processing', ['processed_t', 'sold_t'], product=true) }}
)

select * from final
