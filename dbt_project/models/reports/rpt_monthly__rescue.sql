{% set gift = choice('sales', 'kind', 'gift') %}
{% set rescue = choice('sales', 'kind', 'rescue') %}
with sales as (
    select * from {{ ref('fct_sales') }} where kind in ({{ rescue }}, {{ gift }})
),

units as (
    select * from {{ ref('dim_units') }}
),

products as (
    select * from {{ ref('dim_products') }}
),

final as (
    select
        sales.month,
        sales.unit_code,
        units.unit_name,
        sales.product_code,
        products.product_name,
        {{ count_where("sales.kind = " ~ rescue) }} as sales,
        {{ exact_sum('sales.rescued_t') }} as quantity_t,
        {{ exact_sum('sales.value_vnd') }} as value_vnd,
        {{ exact_sum('sales.gift_t') }} as gift_t,
        cast(sum(sales.households) as bigint) as households
    from sales
    inner join units on sales.unit_code = units.unit_code
    inner join products on sales.product_code = products.product_code
    group by sales.month, sales.unit_code, units.unit_name, sales.product_code, products.product_name
)

select * from final order by month, unit_code, product_code
