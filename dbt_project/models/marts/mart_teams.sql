with teams as (
    select * from {{ ref('stg_teams') }}
),

final as (
    select
        unit_code,
        readiness,
        count(*) as teams,
        cast(sum(members) as bigint) as members
    from teams
    group by unit_code, readiness
)

select * from final
