{# What was sold of each product from the plan's first month to this one. #}
with months as (
    select * from {{ ref('stg_plan_months') }} where is_plan_month
),

outcomes as (
    select * from {{ ref('rpt_monthly__outcomes_by_product') }}
),

totals as (
    select
        months.month,
        outcomes.product_code,
        outcomes.product_name,
        cast(sum(outcomes.sales) as bigint) as sales,
        {{ exact_sum('outcomes.sold_t') }} as sold_t,
        {{ exact_sum('outcomes.value_vnd') }} as value_vnd,
        {{ exact_sum('outcomes.rescued_t') }} as rescued_t,
        {{ exact_sum('outcomes.gift_t') }} as gift_t,
        {{ exact_sum('outcomes.processed_t') }} as processed_t
    from months
    inner join months as counted on months.month >= counted.month
    inner join outcomes on counted.month = outcomes.month
    group by months.month, outcomes.product_code, outcomes.product_name
),

final as (
    select
        month,
        product_code,
        product_name,
        sales,
        sold_t,
        value_vnd,
        value_vnd / nullif(sold_t * 1000, 0) as average_price_vnd_kg,
        rescued_t,
        gift_t,
        processed_t
    from totals
)

select * from final order by month, product_code
