with spread as (
    select * from {{ ref('int_demand_spread_monthly') }}
),

final as (
    select
        month,
        buyer_type,
        count(*) as requests,
        count(distinct {{ dbt.concat(['unit_code', "'/'", 'buyer_key']) }}) as buyers,
        {{ exact_sum('quantity_t') }} as quantity_t
    from spread
    group by month, buyer_type
)

select * from final order by month, buyer_type
