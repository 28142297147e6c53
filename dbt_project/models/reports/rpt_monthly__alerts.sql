{# The alerts of the as-of date; the same rows stand under every month a report may be for. #}
with alerts as (
    select * from {{ ref('mart_alerts') }}
),

months as (
    select * from {{ ref('stg_plan_months') }}
),

final as (
    select
        months.month,
        alerts.unit_code,
        alerts.unit_name,
        alerts.product_code,
        alerts.product_name,
        alerts.week_start,
        alerts.at_risk_t,
        alerts.days_to_harvest,
        alerts.level = {{ choice('mart_alerts', 'level', 'urgent') }} as is_urgent,
        alerts.level,
        alerts.reason,
        alerts.because
    from alerts
    cross join months
    where months.is_plan_month
)

select * from final order by month, unit_code, product_code, week_start
