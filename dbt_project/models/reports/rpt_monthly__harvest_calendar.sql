{# The eight weeks from the Monday of the as-of date's week; the same rows stand under every month a report may be for. #}
with spread as (
    select * from {{ ref('int_supply_spread_weekly') }} where week_number < 8
),

products as (
    select * from {{ ref('dim_products') }}
),

months as (
    select * from {{ ref('stg_plan_months') }}
),

weekly as (
    select
        week_start,
        product_code,
        {{ exact_sum('supply_t') }} as supply_t,
        {{ exact_sum('contracted_t') }} as contracted_t,
        {{ exact_sum('unplaced_t') }} as unplaced_t
    from spread
    group by week_start, product_code
),

final as (
    select
        months.month,
        weekly.week_start,
        weekly.product_code,
        products.product_name,
        weekly.supply_t,
        weekly.contracted_t,
        weekly.unplaced_t
    from weekly
    inner join products on weekly.product_code = products.product_code
    cross join months
    where months.is_plan_month
)

select * from final order by month, week_start, product_code
