with source as (
    select * from {{ source('raw', 'confirmations') }}
),

final as (
    select
        unit_code,
        snapshot_id,
        sheet_row,
        row_key,
        prepared_by,
        note,
        month as month_number,
        nil_report as is_nil_report,
        confirmed_on
    from source
)

select * from final
