with source as (
    select * from {{ source('raw', 'alert_benchmarks') }}
),

final as (
    select product_code, price_vnd_kg from source
)

select * from final
