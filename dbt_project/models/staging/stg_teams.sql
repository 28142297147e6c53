with source as (
    select * from {{ source('raw', 'teams') }}
),

final as (
    select
        unit_code,
        snapshot_id,
        sheet_row,
        row_id,
        row_key,
        commune_code,
        commune as commune_name,
        team_name,
        leader,
        phone,
        location,
        readiness,
        facilities,
        note,
        members
    from source
)

select * from final
