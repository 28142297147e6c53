with source as (
    select * from {{ source('raw', 'price_quarantine') }}
),

final as (
    select
        snapshot_id,
        source,
        source_file,
        source_row,
        item_name,
        reason,
        detail,
        native_price,
        price_date
    from source
)

select * from final
