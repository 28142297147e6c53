{# Rows behind figures over several months or the coming weeks: the plan's months up to one, what comes and is asked for. #}
with plan_months as (
    select * from {{ ref('stg_plan_months') }} where is_plan_month
),

sold_to_date as (
    select
        plan_months.month,
        sales.unit_code,
        sales.product_code,
        sales.channel,
        {{ flag('not sales.is_gift') }} as sales,
        sales.sold_t,
        sales.value_vnd,
        sales.rescued_t,
        sales.gift_t,
        sales.processed_t,
        sales.households,
        {{ row_address("'sales'", snapshot_id='sales.snapshot_id', sheet_row='sales.sheet_row', holder='sales.unit_code') }}
    from {{ ref('fct_sales') }} as sales
    inner join plan_months on plan_months.month >= sales.month
    where sales.is_plan_month
),

units_to_date as (
    select
        plan_months.month,
        units.unit_code,
        units.expected,
        units.received,
        units.on_time,
        {{ row_address("'mart_reporting'", row_key='units.unit_code', holder='units.unit_code') }}
    from {{ ref('mart_reporting') }} as units
    inner join plan_months on plan_months.month >= units.month
),

coming_lots as (
    select
        plan_months.month,
        spread.week_start,
        spread.share,
        spread.supply_t,
        spread.contracted_t,
        spread.unplaced_t,
        {{ row_address("'supply'") }}
    from {{ ref('int_supply_spread_weekly') }} as spread
    cross join plan_months
),

coming_requests as (
    select plan_months.month, spread.week_start, spread.share, spread.demand_t, {{ row_address("'demand'") }}
    from {{ ref('int_demand_spread_weekly') }} as spread
    cross join plan_months
),

final as (
    {{ lineage_of_spans() }}
)

select * from final
