with source as (
    select * from {{ source('raw', 'snapshots') }}
),

final as (
    select
        snapshot_id,
        unit_code,
        table_name,
        tab,
        rows_seen,
        accepted,
        quarantined,
        skipped,
        superseded_at is null as is_current,
        fetched_at,
        superseded_at
    from source
)

select * from final
