{# What of the consumer's price reaches the grower, by month and product group; retail stands for the consumer, else
   wholesale. Markets of the province speak where there are any. #}
with supply as (
    select * from {{ ref('int_supply_summed') }}
),

products as (
    select * from {{ ref('dim_products') }}
),

months as (
    select * from {{ ref('stg_plan_months') }}
),

market_prices as (
    select * from {{ ref('int_market_prices_monthly') }}
),

growers as (
    select
        supply.month,
        products.group_code,
        {{ exact_sum('supply.farmgate_weighted') }} / {{ exact_sum('supply.farmgate_weight_t') }} as farmgate,
        {{ exact_sum('supply.transport_weighted') }} / {{ exact_sum('supply.transport_weight_t') }} as transport
    from supply
    inner join products on supply.product_code = products.product_code
    group by supply.month, products.group_code
),

stacked as (
    select month, group_code, farmgate, transport, null as wholesale, null as retail from growers
    union all
    select
        month,
        group_code,
        null as farmgate,
        null as transport,
        case when price_type = 'wholesale' then price_vnd_kg end as wholesale,
        case when price_type = 'retail' then price_vnd_kg end as retail
    from market_prices
),

joined as (
    select
        stacked.month,
        stacked.group_code as product_code,
        max(stacked.farmgate) as farmgate,
        max(stacked.transport) as transport,
        max(stacked.wholesale) as wholesale,
        max(stacked.retail) as retail
    from stacked
    inner join months on stacked.month = months.month
    group by stacked.month, stacked.group_code
),

final as (
    select
        *,
        coalesce(retail, wholesale) - farmgate as spread_vnd_kg,
        100 * farmgate / coalesce(retail, wholesale) as producer_share
    from joined
    where coalesce(farmgate, transport, wholesale, retail) is not null
)

select month, product_code, farmgate, transport, wholesale, retail, spread_vnd_kg, producer_share from final
