with figures as (
    {{ summary_rows('communication', ['choice'], [
        'activities', 'participants', 'volunteers', 'reach'
    ]) }}
),

final as (
    select
        figures.month,
        figures.choice as activity_type,
        figures.activities,
        figures.participants,
        figures.volunteers,
        figures.reach
    from figures
)

select * from final order by month, activity_type
