with source as (
    select * from {{ source('raw', 'quarantined_rows') }}
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
        raw_values,
        month as month_number,
        starts_on,
        ends_on
    from source
)

select * from final
