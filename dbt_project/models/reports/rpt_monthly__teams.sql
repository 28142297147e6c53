with teams as (
    select * from {{ ref('mart_teams') }}
),

months as (
    select * from {{ ref('stg_plan_months') }}
),

units as (
    select * from {{ ref('dim_units') }}
),

final as (
    select
        months.month,
        teams.unit_code,
        units.unit_name,
        teams.readiness,
        {{ choice_key('teams', 'readiness', 'teams.readiness') }} as state,
        teams.teams,
        teams.members
    from teams
    inner join units on teams.unit_code = units.unit_code
    cross join months
)

select * from final order by month, unit_code, readiness
