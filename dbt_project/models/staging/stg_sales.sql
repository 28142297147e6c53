with source as (
    select * from {{ source('raw', 'sales') }}
),

final as (
    select
        unit_code,
        snapshot_id,
        sheet_row,
        row_id,
        row_key,
        origin_province_code,
        commune_code,
        product_code,
        origin_province as origin_province_name,
        commune as commune_name,
        producer_name,
        product as product_name,
        buyer_name,
        channel,
        kind,
        processed_form,
        note,
        {{ to_double('quantity_t') }} as quantity_t,
        {{ to_double('price_vnd_kg') }} as price_vnd_kg,
        {{ to_double('value_vnd') }} as value_vnd,
        households,
        sold_on
    from source
)

select * from final
