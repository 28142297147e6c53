with months as (
    select * from {{ ref('stg_plan_months') }}
),

final as (
    select month_number, is_plan_month, month, month_end, deadline_at, provisional_at, released_at from months
)

select * from final
