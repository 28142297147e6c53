with activities as (
    select * from {{ ref('stg_activities') }}
),

months as (
    select * from {{ ref('stg_plan_months') }}
),

final as (
    select
        months.month,
        activities.unit_code,
        activities.activity_type,
        cast(sum(coalesce(activities.quantity, 1)) as bigint) as activities,
        cast(sum(activities.participants) as bigint) as participants,
        cast(sum(activities.volunteers) as bigint) as volunteers,
        cast(sum(activities.reach) as bigint) as reach
    from activities
    inner join months on activities.held_on between months.month and months.month_end
    group by months.month, activities.unit_code, activities.activity_type
)

select * from final
