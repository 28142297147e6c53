with summed as (
    select * from {{ ref('int_demand_summed') }}
),

final as (
    select
        month,
        unit_code,
        buyer_type,
        product_code,
        requests,
        buyers,
        quantity_t,
        price_weighted / price_weight_t as price_vnd_kg
    from summed
)

select * from final
