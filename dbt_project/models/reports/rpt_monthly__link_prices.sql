{# What one more tonne of demand would be worth, by product group and week; weeks in which it is worth nothing are left out. #}
with prices as (
    select * from {{ ref('mart_link_shadow_prices') }} where value_vnd_t > 0
),

months as (
    select * from {{ ref('int_link_months') }}
),

final as (
    select
        months.month,
        prices.week_start,
        prices.product_code,
        prices.product_name,
        prices.requests,
        prices.demand_t,
        prices.unplaced_t,
        prices.value_vnd_t as value_vnd,
        prices.value_vnd_t * prices.unplaced_t as stuck_vnd
    from prices
    cross join months
)

select * from final order by month, product_code, week_start
