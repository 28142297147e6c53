{# Lots behind the alerts and behind what growers get of the price of a product group, and refused prices of the feeds. #}
{% set growers = {'farmgate_vnd_kg': 'farmgate_price_vnd_kg', 'transport_vnd_kg': 'transport_cost_vnd_kg'} %}
{% set window = ', harvest_start, harvest_end' %}
with lots as (
    select
        spread.month,
        spread.unit_code,
        products.group_code as product_code,
        spread.share,
        spread.expected_t,
        spread.farmgate_price_vnd_kg,
        spread.transport_cost_vnd_kg,
        {{ row_address("'supply'", holder='spread.unit_code') }}
    from {{ ref('int_supply_spread_monthly') }} as spread
    inner join {{ ref('dim_products') }} as products on spread.product_code = products.product_code
),

alerted as (
    select
        months.month,
        spread.unit_code,
        spread.product_code,
        cast(spread.week_start as {{ dbt.type_string() }}) as week,
        spread.share,
        alerts.at_risk_t * spread.unplaced_t / sum(spread.unplaced_t) over (
            partition by months.month, spread.unit_code, spread.product_code, spread.week_start
        ) as at_risk_t,
        {{ row_address("'supply'", holder='spread.unit_code') }}
    from {{ ref('int_supply_spread_weekly') }} as spread
    inner join {{ ref('mart_alerts') }} as alerts
        on spread.unit_code = alerts.unit_code
        and spread.product_code = alerts.product_code
        and spread.week_start = alerts.week_start
    cross join {{ ref('stg_plan_months') }} as months
    where months.is_plan_month
),

refused as (
    select
        {{ month_start('price_date') }} as month,
        source,
        {{ row_address(
            "'price_quarantine'", row_key='source_file', snapshot_id='snapshot_id', sheet_row='source_row', holder='source'
        ) }}
    from {{ ref('stg_price_quarantine') }}
),

final as (
    {% for name, price in growers.items() %}
    {{ lineage_ratio(
        'lots', 'price_spread', name, ('expected_t * ' ~ price, 'expected_t, ' ~ price ~ window),
        ('case when ' ~ price ~ ' is not null then expected_t end', 'expected_t' ~ window), product=true, share='share'
    ) }}
    union all
    {% endfor %}
    {{ lineage_sums('alerted', 'alerts', {'at_risk_t': ('at_risk_t', 'expected_t, contracted_t' ~ window)},
        unit=true, product=true, choice='week', totals=false, state=true, share='share') }}
    union all
    {{ lineage_sums('refused', 'feeds', {'quarantined': ('1', 'native_price')}, choice='source', totals=false, state=true) }}
)

select * from final
