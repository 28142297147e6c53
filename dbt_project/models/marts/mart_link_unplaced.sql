with solved as (
    select * from {{ ref('int_link_solved') }} where part = 'unplaced'
),

final as (
    select
        lot_id, unit_code, product_code, unplaced_t, reason
    from solved
)

select * from final
