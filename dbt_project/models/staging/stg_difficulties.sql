with source as (
    select * from {{ source('raw', 'difficulties') }}
),

final as (
    select
        unit_code,
        snapshot_id,
        sheet_row,
        row_id,
        row_key,
        commune_code,
        product_code,
        commune as commune_name,
        producer_name,
        product as product_name,
        difficulty,
        proposal,
        status,
        raised_on,
        resolved_on
    from source
)

select * from final
