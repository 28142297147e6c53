{# What supply, demand and prices of the forms of one product meet under. #}
with products as (
    select * from {{ ref('dim_products') }}
),

named as (
    select * from {{ ref('product_groups') }}
),

groups as (
    select group_code, min(case when product_code = group_code then product_name end) as product_name
    from products
    group by group_code
),

final as (
    select
        groups.group_code,
        coalesce(named.group_name, groups.product_name, groups.group_code) as group_name
    from groups
    left join named on groups.group_code = named.group_code
)

select * from final
