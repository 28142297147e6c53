-- Twelve first days of the run's plan year, each with a deadline after its end.
with months as (
    select months.*, run.plan_year, run.timezone
    from {{ ref('stg_plan_months') }} as months
    cross join {{ ref('stg_run') }} as run
)

select count(*) as months, max(plan_year) as plan_year
from months
having
    count(*) <> 12
    or count(distinct month) <> 12
    or min(extract(year from month)) <> max(plan_year)
    or max(extract(year from month)) <> max(plan_year)
    or max(extract(day from month)) <> 1
    or max(case when {{ local_date('deadline_at', 'timezone') }} <= month_end then 1 else 0 end) = 1
