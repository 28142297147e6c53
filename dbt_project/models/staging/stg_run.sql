with source as (
    select * from {{ source('raw', 'run') }}
),

final as (
    select
        province_code,
        timezone,
        plan_year,
        as_of_date,
        as_of
    from source
)

select * from final
