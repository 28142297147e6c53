{# Requests behind every figure of demand, each with the share of its window that falls into the month. #}
with requests as (
    select
        month,
        is_plan_month,
        unit_code,
        product_code,
        buyer_type,
        buyer_key,
        share,
        quantity_t,
        quantity_t * price_vnd_kg as price_weighted,
        case when price_vnd_kg is not null then quantity_t end as price_weight_t,
        {{ row_address("'demand'") }}
    from {{ ref('int_demand_spread_monthly') }}
),

final as (
    {{ lineage_of_demand() }}
)

select * from final
