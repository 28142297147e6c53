-- To the kilogram and the đồng; the value is worked out anew from the accepted rows.
{% set gift = choice('sales', 'kind', 'gift') %}
with plan_year as (
    select min(month) as year_start, max(month_end) as year_end from {{ ref('stg_plan_months') }}
),

accepted as (
    select
        coalesce({{ exact_sum('sales.quantity_t') }}, 0) as quantity_t,
        coalesce({{ exact_sum(
            "case when sales.kind = " ~ gift ~ " then 0 else sales.quantity_t * 1000 * sales.price_vnd_kg end"
        ) }}, 0) as value_vnd
    from {{ ref('stg_sales') }} as sales
    inner join plan_year on sales.sold_on between plan_year.year_start and plan_year.year_end
),

published as (
    select
        coalesce({{ exact_sum('quantity_t') }}, 0) as quantity_t,
        coalesce({{ exact_sum('value_vnd') }}, 0) as value_vnd
    from {{ ref('mart_outcomes') }}
)

select accepted.quantity_t, published.quantity_t as published_t, accepted.value_vnd, published.value_vnd as published_vnd
from accepted
cross join published
where abs(accepted.quantity_t - published.quantity_t) > 0.001 or abs(accepted.value_vnd - published.value_vnd) > 1
