{{ config(materialized='table') }}
with spread as (
    select * from {{ ref('int_demand_spread_monthly') }}
),

final as (
    select
        month,
        unit_code,
        buyer_type,
        product_code,
        count(*) as requests,
        count(distinct buyer_key) as buyers,
        {{ exact_sum('quantity_t') }} as quantity_t,
        {{ exact_sum('quantity_t * price_vnd_kg') }} as price_weighted,
        {{ exact_sum('case when price_vnd_kg is not null then quantity_t end') }} as price_weight_t
    from spread
    group by month, unit_code, buyer_type, product_code
)

select * from final
