with source as (
    select * from {{ source('raw', 'alert_settings') }}
),

final as (
    select min_t, horizon_weeks, tail_probability from source
)

select * from final
