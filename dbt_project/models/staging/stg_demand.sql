with source as (
    select * from {{ source('raw', 'demand') }}
),

final as (
    select
        unit_code,
        snapshot_id,
        sheet_row,
        row_id,
        row_key,
        buyer_province_code,
        product_code,
        buyer_name,
        buyer_type,
        buyer_province as buyer_province_name,
        product as product_name,
        delivery,
        contact_name,
        phone,
        status,
        status = {{ choice('demand', 'status', 'seeking') }} as is_open,
        note,
        {{ to_double('quantity_t') }} as quantity_t,
        {{ to_double('min_lot_t') }} as min_lot_t,
        {{ to_double('price_vnd_kg') }} as price_vnd_kg,
        window_start,
        window_end
    from source
)

select * from final
