{# Lots behind the alerts and behind what growers get of the price of a product group, and refused prices of the feeds. #}
{% set case_of_alert = 'partition by months.month, spread.unit_code, spread.product_code, spread.week_start' %}
with lots_by_group as (
    select
        spread.month,
        spread.unit_code,
        products.group_code as product_code,
        spread.share,
        spread.expected_t * spread.farmgate_price_vnd_kg as farmgate_weighted,
        case when spread.farmgate_price_vnd_kg is not null then spread.expected_t end as farmgate_weight_t,
        spread.expected_t * spread.transport_cost_vnd_kg as transport_weighted,
        case when spread.transport_cost_vnd_kg is not null then spread.expected_t end as transport_weight_t,
        {{ row_address("'supply'", holder='spread.unit_code') }}
    from {{ ref('int_supply_spread_monthly') }} as spread
    inner join {{ ref('dim_products') }} as products on spread.product_code = products.product_code
),

alerted_lots as (
    select
        months.month,
        spread.unit_code,
        spread.product_code,
        spread.week_start,
        spread.share,
        alerts.at_risk_t * spread.unplaced_t / {{ exact_sum('spread.unplaced_t', case_of_alert) }} as at_risk_t,
        {{ row_address("'supply'", holder='spread.unit_code') }}
    from {{ ref('int_supply_spread_weekly') }} as spread
    inner join {{ ref('mart_alerts') }} as alerts
        on spread.unit_code = alerts.unit_code
        and spread.product_code = alerts.product_code
        and spread.week_start = alerts.week_start
    cross join {{ ref('stg_plan_months') }} as months
    where months.is_plan_month
),

refused_prices as (
    select
        {{ month_start('price_date') }} as month,
        source,
        1 as quarantined,
        {{ row_address(
            "'price_quarantine'", row_key='source_file', snapshot_id='snapshot_id', sheet_row='source_row', holder='source'
        ) }}
    from {{ ref('stg_price_quarantine') }}
),

final as (
    {{ lineage_of_alerts() }}
)

select * from final
