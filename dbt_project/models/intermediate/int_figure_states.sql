{# Figures that describe a state or another month: they have no year to date. #}
with difficulties as (
    select
        month, theme, unit_code, 1 as difficulties,
        case when is_raised_in_month then 1 else 0 end as raised,
        case when status <> {{ choice('difficulties', 'status', 'resolved') }} then 1 else 0 end as open
    from {{ ref('rpt_monthly__difficulties') }}
),

open_units as (
    select distinct month, unit_code, 1 as open_units from difficulties where open = 1
),

prices as (
    select month, product_code, concat(market, '.', price_type) as quote, previous_price_vnd_kg, change_rate, observations
    from {{ ref('rpt_monthly__prices') }}
),

calendar as (
    select month, product_code, cast(week_start as {{ dbt.type_string() }}) as week, supply_t, contracted_t, unplaced_t
    from {{ ref('rpt_monthly__harvest_calendar') }}
),

quality as (
    select month, unit_code, concat(tab, '.', rule, '.', severity) as kind, severity, issues
    from {{ ref('rpt_monthly__quality') }}
),

teams as (
    select
        month, unit_code, readiness, teams, members,
        {{ choice_key('teams', 'readiness', 'readiness') }} as state
    from {{ ref('rpt_monthly__teams') }}
),

ready_units as (
    select distinct month, unit_code, 1 as ready_units from teams where state = 'ready'
),

{% set counted = ['difficulties', 'raised', 'open'] %}
{% set tonnes = ['supply_t', 'contracted_t', 'unplaced_t'] %}
{% set heads = ['teams', 'members'] %}
final as (
    {{ figure_sums('teams', 'teams', heads, unit=true, choice='readiness', state=true) }}
    union all
    {{ figure_sums('teams', 'teams', heads, unit=true, totals=false, state=true) }}
    union all
    {{ figure_sums('teams', 'teams', heads, choice='state', totals=false, state=true) }}
    union all
    {{ figure_sums('difficulties', 'difficulties', counted, choice='theme', state=true) }}
    union all
    {{ figure_sums('difficulties', 'difficulties', counted, unit=true, totals=false, state=true) }}
    union all
    {{ figure_sums('ready_units', 'teams', ['ready_units'], state=true) }}
    union all
    {{ figure_sums('open_units', 'difficulties', ['open_units'], state=true) }}
    union all
    {{ figure_sums('prices', 'prices', [
        'previous_price_vnd_kg', 'change_rate', 'observations'
    ], product=true, choice='quote', totals=false, state=true) }}
    union all
    {{ figure_sums('calendar', 'harvest_calendar', tonnes, product=true, choice='week', state=true) }}
    union all
    {{ figure_sums('calendar', 'harvest_calendar', tonnes, product=true, totals=false, state=true) }}
    union all
    {{ figure_sums('calendar', 'harvest_calendar', tonnes, choice='week', totals=false, state=true) }}
    union all
    {{ figure_sums('quality', 'quality', ['issues'], unit=true, choice='kind', state=true) }}
    union all
    {{ figure_sums('quality', 'quality', ['issues'], unit=true, totals=false, state=true) }}
    union all
    {{ figure_sums('quality', 'quality', ['issues'], choice='severity', totals=false, state=true) }}
)

select * from final
