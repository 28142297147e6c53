{{ config(materialized='table') }}
with months as (
    select * from {{ ref('stg_plan_months') }}
),

sales as (
    select
        month,
        {{ exact_sum('sold_t') }} as sold_t,
        {{ exact_sum('value_vnd') }} as sold_value_vnd,
        {{ exact_sum('rescued_t') }} as rescued_t,
        {{ exact_sum('gift_t') }} as gift_t,
        {{ exact_sum('processed_t') }} as processed_t,
        cast(sum(households) as bigint) as households
    from {{ ref('fct_sales') }}
    group by month
),

supply as (
    select month, {{ exact_sum('expected_t') }} as expected_supply_t, {{ exact_sum('unplaced_t') }} as unplaced_t
    from {{ ref('mart_supply') }}
    group by month
),

demand as (
    select month, {{ exact_sum('quantity_t') }} as demand_t from {{ ref('mart_demand') }} group by month
),

activities as (
    select
        month,
        cast(sum(activities) as bigint) as activities,
        cast(sum(volunteers) as bigint) as volunteers
    from {{ ref('mart_activities') }}
    group by month
),

final as (
    select
        months.month,
        coalesce(sales.sold_t, 0) as sold_t,
        coalesce(sales.sold_value_vnd, 0) as sold_value_vnd,
        coalesce(sales.rescued_t, 0) as rescued_t,
        coalesce(sales.gift_t, 0) as gift_t,
        coalesce(sales.processed_t, 0) as processed_t,
        sales.households,
        coalesce(supply.expected_supply_t, 0) as expected_supply_t,
        coalesce(supply.unplaced_t, 0) as unplaced_t,
        coalesce(demand.demand_t, 0) as demand_t,
        coalesce(activities.activities, 0) as activities,
        activities.volunteers,
        months.is_plan_month
    from months
    left join sales on months.month = sales.month
    left join supply on months.month = supply.month
    left join demand on months.month = demand.month
    left join activities on months.month = activities.month
)

select * from final
