{# Urgent alerts with what stands behind them: the week's lots, who asks for the produce, which teams are ready. #}
with alerts as (
    select alerts.*, products.group_code
    from {{ ref('mart_alerts') }} as alerts
    inner join {{ ref('dim_products') }} as products on alerts.product_code = products.product_code
    where alerts.level = {{ choice('mart_alerts', 'level', 'urgent') }}
),

lots as (
    select
        unit_code,
        product_code,
        week_start,
        count(*) as lots,
        {{ exact_sum('supply_t') }} as supply_t,
        {{ exact_sum('unplaced_t') }} as unplaced_t
    from {{ ref('int_supply_spread_weekly') }}
    group by unit_code, product_code, week_start
),

asked as (
    select * from {{ ref('int_quick_requests') }}
),

ready as (
    select unit_code, teams, members
    from {{ ref('mart_teams') }}
    where readiness = {{ choice('teams', 'readiness', 'ready') }}
),

final as (
    select
        alerts.as_of_date,
        alerts.unit_code,
        alerts.unit_name,
        alerts.product_code,
        alerts.product_name,
        alerts.week_start,
        {{ days_after('alerts.week_start', 6) }} as week_end,
        alerts.at_risk_t,
        lots.supply_t,
        lots.unplaced_t,
        lots.lots,
        alerts.days_to_harvest,
        alerts.shelf_life_days,
        coalesce(asked.open_requests, 0) as open_requests,
        coalesce(asked.open_buyers, 0) as open_buyers,
        coalesce(asked.open_demand_t, 0) as open_demand_t,
        coalesce(asked.known_buyers, 0) as known_buyers,
        coalesce(ready.teams, 0) as ready_teams,
        ready.members as ready_members,
        alerts.price_signal,
        alerts.cause,
        alerts.reason
    from alerts
    left join lots
        on alerts.unit_code = lots.unit_code
        and alerts.product_code = lots.product_code
        and alerts.week_start = lots.week_start
    left join asked on alerts.group_code = asked.group_code and alerts.week_start = asked.week_start
    left join ready on alerts.unit_code = ready.unit_code
)

select * from final order by week_start, unit_code, product_code
