with solved as (
    select * from {{ ref('int_link_solved') }} where part = 'pool'
),

final as (
    select
        pool_id, request_id, product_code, producer_key, lots, quantity_t, share, payback_vnd, pool_t, min_lot_t, from_on, to_on
    from solved
)

select * from final
