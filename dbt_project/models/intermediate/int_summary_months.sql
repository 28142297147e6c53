{# The months an interim report may cover up to: those whose deadline has passed. #}
with months as (
    select * from {{ ref('stg_plan_months') }} where is_plan_month
),

run as (
    select * from {{ ref('stg_run') }}
),

first_day as (
    select min(month) as plan_start from months
),

final as (
    select months.month, months.month_end, first_day.plan_start
    from months
    cross join first_day
    cross join run
    where months.deadline_at <= run.as_of
)

select * from final
