{# The months whose report may tell of the plan: the as-of date's own and the one before; an older month's would be hindsight. #}
with months as (
    select * from {{ ref('stg_plan_months') }}
),

run as (
    select * from {{ ref('stg_run') }}
),

final as (
    select months.month
    from months
    cross join run
    where months.is_plan_month
        and months.month <= run.as_of_date
        and {{ months_after('months.month', 2) }} > run.as_of_date
)

select * from final
