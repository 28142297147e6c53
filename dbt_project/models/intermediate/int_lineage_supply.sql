{# Lots behind every figure of supply, each with the share of its window that falls into the month or the week. #}
with lots as (
    select
        month,
        is_plan_month,
        unit_code,
        product_code,
        producer_key,
        share,
        area_ha,
        expected_t,
        harvested_t,
        contracted_t,
        unplaced_t,
        expected_t * farmgate_price_vnd_kg as farmgate_weighted,
        case when farmgate_price_vnd_kg is not null then expected_t end as farmgate_weight_t,
        expected_t * transport_cost_vnd_kg as transport_weighted,
        case when transport_cost_vnd_kg is not null then expected_t end as transport_weight_t,
        {{ row_address("'supply'") }}
    from {{ ref('int_supply_spread_monthly') }}
),

calendar_lots as (
    select
        months.month,
        spread.week_start,
        spread.unit_code,
        spread.product_code,
        spread.share,
        spread.supply_t,
        spread.contracted_t,
        spread.unplaced_t,
        {{ row_address("'supply'") }}
    from {{ ref('int_supply_spread_weekly') }} as spread
    cross join {{ ref('stg_plan_months') }} as months
    where months.is_plan_month and spread.week_number < 8
),

final as (
    {{ lineage_of_supply() }}
)

select * from final
