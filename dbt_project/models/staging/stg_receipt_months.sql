with source as (
    select * from {{ source('raw', 'receipt_months') }}
),

final as (
    select
        snapshot_id,
        unit_code,
        table_name,
        accepted_rows,
        has_nil,
        month,
        fetched_at
    from source
)

select * from final
