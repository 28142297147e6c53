with solved as (
    select * from {{ ref('int_link_solved') }} where part = 'certificate'
),

final as (
    select
        stage, objective, lots, requests, candidates, primal, dual, gap, primal_residual, dual_residual, complementarity
    from solved
)

select * from final
