with source as (
    select * from {{ source('raw', 'units') }}
),

final as (
    select
        unit_code,
        unit_name,
        unit_kind,
        district_code,
        valid_from,
        valid_to
    from source
)

select * from final
