with source as (
    select * from {{ source('raw', 'plan_months') }}
),

final as (
    select
        month_number,
        is_plan_month,
        month,
        {{ days_after(months_after('month', 1), -1) }} as month_end,
        deadline_at,
        provisional_at,
        released_at
    from source
)

select * from final
