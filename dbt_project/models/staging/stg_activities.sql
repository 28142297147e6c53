with source as (
    select * from {{ source('raw', 'activities') }}
),

final as (
    select
        unit_code,
        snapshot_id,
        sheet_row,
        row_id,
        row_key,
        commune_code,
        activity_type,
        commune as commune_name,
        description,
        link,
        quantity,
        participants,
        volunteers,
        reach,
        held_on
    from source
)

select * from final
