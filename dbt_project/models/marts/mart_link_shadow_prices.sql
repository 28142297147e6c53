with solved as (
    select * from {{ ref('int_link_solved') }} where part = 'shadow_price'
),

final as (
    select
        week_start, group_code as product_code, basis, requests, demand_t, unplaced_t, value_vnd_t, urgency
    from solved
)

select * from final
