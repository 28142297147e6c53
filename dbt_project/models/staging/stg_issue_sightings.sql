with source as (
    select * from {{ source('raw', 'issue_sightings') }}
),

final as (
    select
        unit_code,
        table_name,
        snapshot_id,
        sheet_row,
        row_id,
        row_key,
        tab,
        {{ adapter.quote("column") }} as column_name,
        cell,
        rule,
        severity,
        message,
        raw_value,
        touches_on,
        fetched_at
    from source
)

select * from final
