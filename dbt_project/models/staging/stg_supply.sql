with source as (
    select * from {{ source('raw', 'supply') }}
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
        producer_type,
        phone,
        product as product_name,
        season,
        note,
        {{ to_double('area_ha') }} as area_ha,
        {{ to_double('expected_t') }} as expected_t,
        {{ to_double('harvested_t') }} as harvested_t,
        {{ to_double('contracted_t') }} as contracted_t,
        {{ to_double('farmgate_price_vnd_kg') }} as farmgate_price_vnd_kg,
        {{ to_double('transport_cost_vnd_kg') }} as transport_cost_vnd_kg,
        needs_support,
        harvest_start,
        harvest_end
    from source
)

select * from final
