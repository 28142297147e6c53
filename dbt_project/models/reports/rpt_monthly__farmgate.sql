with supply as (
    select * from {{ ref('rpt_monthly__supply') }}
),

final as (
    select month, product_code, product_name, farmgate_price_vnd_kg, transport_cost_vnd_kg
    from supply
    where farmgate_price_vnd_kg is not null or transport_cost_vnd_kg is not null
)

select * from final order by month, product_code
