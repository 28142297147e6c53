{# Figures of the linking plan: a state of the as-of date, so they have no year to date. #}
{% set day = 'cast({} as ' ~ dbt.type_string() ~ ')' %}
with links as (
    select
        month, unit_code, product_code, lots, quantity_t, net_price_vnd_kg,
        concat_ws('.', buyer_name, {{ day.format('from_on') }}, {{ day.format('to_on') }}) as link
    from {{ ref('rpt_monthly__link_plan') }}
),

unplaced as (
    select * from {{ ref('rpt_monthly__link_unplaced') }}
),

prices as (
    select *, {{ day.format('week_start') }} as week from {{ ref('rpt_monthly__link_prices') }}
),

summary as (
    select * from {{ ref('rpt_monthly__link_summary') }}
),

final as (
    {{ figure_sums('links', 'link_plan', ['lots', 'quantity_t'], unit=true, product=true, choice='link', state=true) }}
    union all
    {{ figure_sums(
        'links', 'link_plan', ['net_price_vnd_kg'], unit=true, product=true, choice='link', totals=false, state=true
    ) }}
    union all
    {{ figure_sums(
        'unplaced', 'link_unplaced', ['lots', 'unplaced_t'], unit=true, product=true, choice='reason', state=true
    ) }}
    union all
    {{ figure_sums('unplaced', 'link_unplaced', ['lots', 'unplaced_t'], choice='reason', totals=false, state=true) }}
    union all
    {{ figure_sums(
        'prices', 'link_prices', ['requests', 'demand_t', 'unplaced_t', 'value_vnd'], product=true, choice='week',
        totals=false, state=true
    ) }}
    union all
    {{ figure_sums('summary', 'link_summary', [
        'links', 'lots', 'requests', 'units', 'pools', 'unplaced_lots', 'placed_t', 'unplaced_t', 'available_t',
        'net_revenue_vnd', 'gap'
    ], state=true) }}
)

select * from final
