with source as (
    select * from {{ source('raw', 'price_observations') }}
),

final as (
    select
        product_code,
        province_code,
        snapshot_id,
        source,
        item_name,
        market,
        price_type,
        native_unit,
        currency,
        source_file,
        source_row,
        {{ to_double('price_vnd_kg') }} as price_vnd_kg,
        {{ to_double('native_price') }} as native_price,
        price_date
    from source
)

select * from final
