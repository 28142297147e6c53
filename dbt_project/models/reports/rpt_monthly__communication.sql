with activities as (
    select * from {{ ref('mart_activities') }}
),

final as (
    select
        month,
        activity_type,
        cast(sum(activities) as bigint) as activities,
        cast(sum(participants) as bigint) as participants,
        cast(sum(volunteers) as bigint) as volunteers,
        cast(sum(reach) as bigint) as reach
    from activities
    group by month, activity_type
)

select * from final order by month, activity_type
