with figures as (
    {{ summary_rows('demand', ['product_code'], [
        'requests', 'buyers', 'quantity_t', 'price_vnd_kg'
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
        figures.requests,
        figures.buyers,
        figures.quantity_t,
        figures.price_vnd_kg
    from figures
    inner join products on figures.product_code = products.product_code
)

select * from final order by month, product_code
