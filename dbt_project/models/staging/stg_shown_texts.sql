with source as (
    select * from {{ source('raw', 'shown_texts') }}
),

final as (
    select typed, shown from source
)

select * from final
