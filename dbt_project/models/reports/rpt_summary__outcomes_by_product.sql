with figures as (
    {{ summary_rows('outcomes_by_product', ['product_code'], [
        'sales', 'sold_t', 'value_vnd', 'average_price_vnd_kg', 'rescued_t', 'gift_t', 'processed_t'
    ]) }}
),

products as (
    select * from {{ ref('dim_products') }}
),

final as (
    select
        figures.month,
        figures.product_code,
        products.product_name,
        figures.sales,
        figures.sold_t,
        figures.value_vnd,
        figures.average_price_vnd_kg,
        figures.rescued_t,
        figures.gift_t,
        figures.processed_t
    from figures
    inner join products on figures.product_code = products.product_code
)

select * from final order by month, product_code
