with source as (
    select * from {{ source('raw', 'feeds') }}
),

final as (
    select
        source,
        title,
        stale_after_days,
        grade_inversions,
        last_price_date,
        last_fetched_at
    from source
)

select * from final
