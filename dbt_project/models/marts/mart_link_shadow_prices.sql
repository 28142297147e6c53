with solved as (
    select * from {{ ref('int_link_solved') }} where part = 'shadow_price'
),

products as (
    select * from {{ ref('dim_product_groups') }}
),

final as (
    select
        solved.week_start,
        solved.group_code as product_code,
        products.group_name as product_name,
        solved.basis,
        solved.requests,
        solved.demand_t,
        solved.unplaced_t,
        solved.value_vnd_t,
        solved.urgency
    from solved
    inner join products on solved.group_code = products.group_code
)

select * from final
