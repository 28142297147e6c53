with summed as (
    select * from {{ ref('int_supply_summed') }}
),

final as (
    select
        month,
        unit_code,
        product_code,
        lots,
        producers,
        area_ha,
        expected_t,
        harvested_t,
        contracted_t,
        unplaced_t,
        farmgate_weighted / farmgate_weight_t as farmgate_price_vnd_kg,
        transport_weighted / transport_weight_t as transport_cost_vnd_kg
    from summed
)

select * from final
