with signals as (
    select * from {{ ref('mart_price_signals') }}
),

months as (
    select * from {{ ref('stg_plan_months') }}
),

named as (
    select * from {{ ref('dim_product_groups') }}
),

final as (
    select
        signals.month,
        signals.product_code,
        named.group_name as product_name,
        signals.market,
        signals.price_type,
        {{ choice_label('mart_prices', 'price_type', 'signals.price_type') }} as price_type_name,
        signals.price_vnd_kg,
        signals.ifpa,
        signals.alps,
        signals.low_trigger_a,
        signals.low_trigger_b,
        signals.low_trigger_c,
        signals.tail_probability,
        {{ choice_key('mart_price_signals', 'signal', 'signals.signal') }} as signal_key,
        signals.signal
    from signals
    inner join months on signals.month = months.month
    inner join named on signals.product_code = named.group_code
    where months.is_plan_month
)

select * from final order by month, product_code, market, price_type
