{# What was already sold stands as stage 0; a pair that is still to sell more bears the tonnes of the plan only. #}
with planned as (
    select * from {{ ref('int_link_solved') }} where part = 'link'
),

deliveries as (
    select * from {{ ref('int_link_deliveries') }} where lot_id is not null and request_id is not null
),

lots as (
    select lot_id, unit_code, product_code from {{ ref('int_lots_located') }}
),

delivered as (
    select
        lot_id,
        request_id,
        min(sold_on) as from_on,
        max(sold_on) as to_on,
        {{ exact_sum('quantity_t') }} as quantity_t,
        {{ exact_sum('quantity_t * price_vnd_kg') }}
        / nullif({{ exact_sum('case when price_vnd_kg is not null then quantity_t end') }}, 0) as net_price_vnd_kg
    from deliveries
    group by lot_id, request_id
),

committed as (
    select delivered.*, lots.unit_code, lots.product_code
    from delivered
    inner join lots on delivered.lot_id = lots.lot_id
    left join planned on delivered.lot_id = planned.lot_id and delivered.request_id = planned.request_id
    where planned.lot_id is null
),

final as (
    select
        lot_id, request_id, pool_id, unit_code, product_code, from_on, to_on, quantity_t, net_price_vnd_kg, stage
    from planned
    union all
    select
        lot_id,
        request_id,
        cast(null as {{ dbt.type_string() }}) as pool_id,
        unit_code,
        product_code,
        from_on,
        to_on,
        quantity_t,
        net_price_vnd_kg,
        0 as stage
    from committed
)

select * from final
