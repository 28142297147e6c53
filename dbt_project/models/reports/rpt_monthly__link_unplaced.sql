{# What the plan leaves without a buyer, by unit, product and the reason that binds. #}
with unplaced as (
    select unit_code, product_code, reason, count(*) as lots, {{ exact_sum('unplaced_t') }} as unplaced_t
    from {{ ref('mart_link_unplaced') }}
    group by unit_code, product_code, reason
),

units as (
    select * from {{ ref('dim_units') }}
),

products as (
    select * from {{ ref('dim_products') }}
),

months as (
    select * from {{ ref('int_link_months') }}
),

final as (
    select
        months.month,
        unplaced.unit_code,
        units.unit_name,
        unplaced.product_code,
        products.product_name,
        unplaced.reason,
        unplaced.lots,
        unplaced.unplaced_t
    from unplaced
    inner join units on unplaced.unit_code = units.unit_code
    inner join products on unplaced.product_code = products.product_code
    cross join months
)

select * from final order by month, unit_code, product_code, reason
