with sales as (
    select * from {{ ref('fct_sales') }}
),

units as (
    select * from {{ ref('dim_units') }}
),

final as (
    select
        sales.month,
        sales.unit_code,
        units.unit_name,
        {{ count_where("sales.kind <> " ~ choice('sales', 'kind', 'gift')) }} as sales,
        {{ exact_sum('sales.sold_t') }} as sold_t,
        {{ exact_sum('sales.value_vnd') }} as value_vnd,
        {{ exact_sum('sales.rescued_t') }} as rescued_t,
        {{ exact_sum('sales.gift_t') }} as gift_t,
        cast(sum(sales.households) as bigint) as households
    from sales
    inner join units on sales.unit_code = units.unit_code
    group by sales.month, sales.unit_code, units.unit_name
)

select * from final order by month, unit_code
