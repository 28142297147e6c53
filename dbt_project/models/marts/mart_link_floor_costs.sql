with solved as (
    select * from {{ ref('int_link_solved') }} where part = 'floor_cost'
),

final as (
    select
        floor, level, shortfall_t, tonnes_cost_t, urgent_cost_t, revenue_cost_vnd
    from solved
)

select * from final
