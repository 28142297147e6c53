with source as (
    select * from {{ source('raw', 'link_settings') }}
),

final as (
    select district_floor, smallholder_floor, discount_reliability from source
)

select * from final
