{# How good the alerts have been up to the as-of date; the same rows stand under every month a report may be for. #}
with tested as (
    select * from {{ ref('stg_backtest') }}
),

months as (
    select * from {{ ref('stg_plan_months') }}
),

final as (
    select
        months.month,
        tested.method,
        tested.first_origin,
        tested.last_origin,
        tested.origins,
        tested.window_days,
        tested.alerted,
        tested.hits,
        tested.precision_share,
        tested.precision_low_share,
        tested.precision_high_share,
        tested.rescued,
        tested.caught,
        tested.recall_share,
        tested.recall_low_share,
        tested.recall_high_share,
        tested.warned_sales,
        tested.median_lead_days,
        tested.lead_days_low,
        tested.lead_days_high
    from tested
    cross join months
    where months.is_plan_month
)

select * from final order by month, method
