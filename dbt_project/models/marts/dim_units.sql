with units as (
    select * from {{ ref('stg_units') }}
),

final as (
    select unit_code, district_code, unit_name, unit_kind, valid_from, valid_to from units
)

select * from final
