with figures as (
    {{ summary_rows('rescue', ['unit_code', 'product_code'], [
        'sales', 'quantity_t', 'value_vnd', 'gift_t', 'households'
    ]) }}
),

units as (
    select * from {{ ref('dim_units') }}
),

products as (
    select * from {{ ref('dim_products') }}
),

final as (
    select
        figures.month,
        figures.unit_code,
        figures.product_code,
        units.unit_name,
        products.product_name,
        figures.sales,
        figures.quantity_t,
        figures.value_vnd,
        figures.gift_t,
        figures.households
    from figures
    inner join units on figures.unit_code = units.unit_code
    inner join products on figures.product_code = products.product_code
)

select * from final order by month, unit_code, product_code
