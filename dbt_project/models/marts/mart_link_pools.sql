with solved as (
    select * from {{ ref('int_link_solved') }} where part = 'pool'
),

producers as (
    select producer_key, min(producer_name) as producer_name from {{ ref('int_lots_located') }} group by producer_key
),

final as (
    select
        solved.pool_id,
        solved.request_id,
        solved.product_code,
        solved.producer_key,
        coalesce(producers.producer_name, solved.producer_key) as producer_name,
        solved.lots,
        solved.quantity_t,
        solved.share,
        solved.payback_vnd,
        solved.pool_t,
        solved.min_lot_t,
        solved.from_on,
        solved.to_on
    from solved
    left join producers on solved.producer_key = producers.producer_key
)

select * from final
