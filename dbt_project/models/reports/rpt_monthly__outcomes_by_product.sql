with sales as (
    select * from {{ ref('fct_sales') }}
),

products as (
    select * from {{ ref('dim_products') }}
),

totals as (
    select
        month,
        product_code,
        {{ count_where("kind <> " ~ choice('sales', 'kind', 'gift')) }} as sales,
        {{ exact_sum('sold_t') }} as sold_t,
        {{ exact_sum('value_vnd') }} as value_vnd,
        {{ exact_sum('rescued_t') }} as rescued_t,
        {{ exact_sum('gift_t') }} as gift_t,
        {{ exact_sum('processed_t') }} as processed_t
    from sales
    group by month, product_code
),

final as (
    select
        totals.month,
        totals.product_code,
        products.product_name,
        totals.sales,
        totals.sold_t,
        totals.value_vnd,
        totals.value_vnd / nullif(totals.sold_t * 1000, 0) as average_price_vnd_kg,
        totals.rescued_t,
        totals.gift_t,
        totals.processed_t
    from totals
    inner join products on totals.product_code = products.product_code
)

select * from final order by month, product_code
