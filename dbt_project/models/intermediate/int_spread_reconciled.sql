{% set is_counted = "status <> " ~ choice('demand', 'status', 'cancelled') %}
{% set spreads = [
    ('supply', 'stg_supply', 'int_supply_spread_monthly', 'expected_t', 'harvest_start', 'harvest_end', 'true'),
    ('demand', 'stg_demand', 'int_demand_spread_monthly', 'quantity_t', 'window_start', 'window_end', is_counted)
] %}
with plan_year as (
    select min(month) as year_start, max(month_end) as year_end from {{ ref('stg_plan_months') }}
),

{% for table, rows, spread, measure, first_day, last_day, counted in spreads %}
{{ table }}_rows as (
    select
        '{{ table }}' as table_name,
        {{ exact_sum(measure) }} as accepted_t,
        {{ exact_sum(
            measure ~ ' * ('
            ~ 'case when ' ~ first_day ~ ' < year_start then '
            ~ window_share(first_day, last_day, first_day, days_after('year_start', -1)) ~ ' else 0 end'
            ~ ' + case when ' ~ last_day ~ ' > year_end then '
            ~ window_share(first_day, last_day, days_after('year_end', 1), last_day) ~ ' else 0 end)'
        ) }} as outside_year_t
    from {{ ref(rows) }}
    cross join plan_year
    where {{ counted }}
),

{{ table }}_spread as (
    select '{{ table }}' as table_name, {{ exact_sum(measure) }} as inside_year_t from {{ ref(spread) }}
),
{% endfor %}
final as (
    {% for table, rows, spread, measure, first_day, last_day, counted in spreads %}
    select
        {{ table }}_rows.table_name,
        coalesce({{ table }}_rows.accepted_t, 0) as accepted_t,
        coalesce({{ table }}_spread.inside_year_t, 0) as inside_year_t,
        coalesce({{ table }}_rows.outside_year_t, 0) as outside_year_t
    from {{ table }}_rows
    inner join {{ table }}_spread on {{ table }}_rows.table_name = {{ table }}_spread.table_name
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from final
