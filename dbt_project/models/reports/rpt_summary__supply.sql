with figures as (
    {{ summary_rows('supply', ['product_code'], [
        'lots', 'producers', 'area_ha', 'expected_t', 'harvested_t', 'contracted_t', 'unplaced_t'
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
        figures.lots,
        figures.producers,
        figures.area_ha,
        figures.expected_t,
        figures.harvested_t,
        figures.contracted_t,
        figures.unplaced_t
    from figures
    inner join products on figures.product_code = products.product_code
)

select * from final order by month, product_code
