{# Activities, teams and difficulties behind the figures that count them. #}
with held as (
    select
        months.month,
        activities.activity_type,
        coalesce(activities.quantity, 1) as activities,
        activities.participants,
        activities.volunteers,
        activities.reach,
        {{ row_address("'activities'", snapshot_id='snapshot_id', sheet_row='sheet_row') }}
    from {{ ref('stg_activities') }} as activities
    inner join {{ ref('stg_plan_months') }} as months on activities.held_on between months.month and months.month_end
),

standing_teams as (
    select
        months.month,
        teams.unit_code,
        teams.readiness,
        {{ choice_key('teams', 'readiness', 'teams.readiness') }} as state,
        1 as teams,
        teams.members,
        months.is_plan_month,
        {{ row_address("'teams'", snapshot_id='snapshot_id', sheet_row='sheet_row') }}
    from {{ ref('stg_teams') }} as teams
    cross join {{ ref('stg_plan_months') }} as months
),

ready_teams as (
    select * from standing_teams where state = 'ready'
),

told_difficulties as (
    select
        months.month,
        difficulties.unit_code,
        difficulties.theme,
        difficulties.raised_on >= months.month as is_raised_in_month,
        difficulties.is_open,
        months.is_plan_month,
        {{ row_address("'difficulties'") }}
    from {{ ref('int_difficulties_themed') }} as difficulties
    inner join {{ ref('stg_plan_months') }} as months
        on difficulties.raised_on between months.month and months.month_end
        or (difficulties.is_open and difficulties.raised_on < months.month)
),

open_difficulties as (
    select * from told_difficulties where is_open
),

final as (
    {{ lineage_of_activities() }}
)

select * from final
