{# The twelve weeks from the Monday of the as-of date's week; the same rows stand under every month a report may be for. #}
with weeks as (
    select * from {{ ref('int_weeks_coming') }}
),

months as (
    select * from {{ ref('stg_plan_months') }}
),

balance as (
    select
        week_start,
        {{ exact_sum('supply_t') }} as supply_t,
        {{ exact_sum('contracted_t') }} as contracted_t,
        {{ exact_sum('demand_t') }} as demand_t
    from {{ ref('mart_balance') }}
    group by week_start
),

unplaced as (
    select week_start, {{ exact_sum('unplaced_t') }} as unplaced_t
    from {{ ref('int_supply_spread_weekly') }}
    group by week_start
),

final as (
    select
        months.month,
        weeks.week_start,
        coalesce(balance.supply_t, 0) as supply_t,
        coalesce(balance.contracted_t, 0) as contracted_t,
        coalesce(unplaced.unplaced_t, 0) as unplaced_t,
        coalesce(balance.demand_t, 0) as demand_t
    from weeks
    cross join months
    left join balance on weeks.week_start = balance.week_start
    left join unplaced on weeks.week_start = unplaced.week_start
    where months.is_plan_month
)

select * from final order by month, week_start
