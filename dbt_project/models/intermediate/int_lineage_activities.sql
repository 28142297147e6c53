{# Activities, teams and difficulties behind the figures that count them. #}
{% set activities = {'activities': ('coalesce(quantity, 1)', 'quantity'), 'volunteers': ('volunteers', 'volunteers')} %}
{% set communication = dict(activities, participants=('participants', 'participants'), reach=('reach', 'reach')) %}
{% set teams = {'teams': ('1', 'readiness'), 'members': ('members', 'members')} %}
{% set difficulties = {
    'difficulties': ('1', 'raised_on, status'), 'raised': ('raised', 'raised_on'), 'open': ('open', 'status')
} %}
with held as (
    select
        months.month,
        cast(months.month as {{ dbt.type_string() }}) as month_text,
        activities.activity_type,
        activities.quantity,
        activities.participants,
        activities.volunteers,
        activities.reach,
        {{ row_address("'activities'", snapshot_id='snapshot_id', sheet_row='sheet_row') }}
    from {{ ref('stg_activities') }} as activities
    inner join {{ ref('stg_plan_months') }} as months on activities.held_on between months.month and months.month_end
),

teams as (
    select
        months.month,
        teams.unit_code,
        teams.readiness,
        {{ choice_key('teams', 'readiness', 'teams.readiness') }} as state,
        teams.members,
        months.is_plan_month,
        {{ row_address("'teams'", snapshot_id='snapshot_id', sheet_row='sheet_row') }}
    from {{ ref('stg_teams') }} as teams
    cross join {{ ref('stg_plan_months') }} as months
),

ready as (
    select * from teams where state = 'ready'
),

told as (
    select
        months.month,
        difficulties.unit_code,
        difficulties.theme,
        case when difficulties.raised_on >= months.month then 1 else 0 end as raised,
        case when difficulties.is_open then 1 else 0 end as open,
        months.is_plan_month,
        {{ row_address("'difficulties'") }}
    from {{ ref('int_difficulties_themed') }} as difficulties
    inner join {{ ref('stg_plan_months') }} as months
        on difficulties.raised_on between months.month and months.month_end
        or (difficulties.is_open and difficulties.raised_on < months.month)
),

waiting as (
    select * from told where open = 1
),

final as (
    {{ lineage_sums('held', 'headline', activities) }}
    union all
    {{ lineage_sums('held', 'trend', {'activities': activities['activities']}, choice='month_text', totals=false) }}
    union all
    {{ lineage_sums('held', 'communication', communication, choice='activity_type') }}
    union all
    {{ lineage_sums('teams', 'teams', teams, unit=true, choice='readiness', state=true) }}
    union all
    {{ lineage_sums('teams', 'teams', teams, unit=true, totals=false, state=true) }}
    union all
    {{ lineage_sums('teams', 'teams', teams, choice='state', totals=false, state=true) }}
    union all
    {{ lineage_members('ready', 'teams', 'ready_units', 'unit_code', 'readiness', state=true) }}
    union all
    {{ lineage_sums('told', 'difficulties', difficulties, choice='theme', state=true) }}
    union all
    {{ lineage_sums('told', 'difficulties', difficulties, unit=true, totals=false, state=true) }}
    union all
    {{ lineage_members('waiting', 'difficulties', 'open_units', 'unit_code', 'status', state=true) }}
)

select * from final
