{# The two years before a month of the series whose prices stand out most in it: the signals of months already over. #}
{% set low = choice('mart_price_signals', 'signal', 'low') %}
{% set high = choice('mart_price_signals', 'signal', 'high') %}
{% set series = ['product_code', 'market', 'price_type'] %}
with signals as (
    select * from {{ ref('mart_price_signals') }}
),

months as (
    select * from {{ ref('stg_plan_months') }} where is_plan_month
),

named as (
    select * from {{ ref('dim_product_groups') }}
),

ranked as (
    select
        month,
        {{ series | join(', ') }},
        row_number() over (
            partition by month
            order by
                case when signal in ({{ low }}, {{ high }}) then 0 else 1 end,
                tail_probability,
                {{ series | join(', ') }}
        ) as place
    from signals
    where tail_probability is not null
),

final as (
    select
        months.month,
        ranked.product_code,
        named.group_name as product_name,
        ranked.market,
        ranked.price_type,
        {{ choice_label('mart_prices', 'price_type', 'ranked.price_type') }} as price_type_name,
        cast(ranked.place as bigint) as place,
        signals.month as price_month,
        signals.price_vnd_kg,
        {{ choice_key('mart_price_signals', 'signal', 'signals.signal') }} as signal_key,
        signals.signal
    from months
    inner join ranked on months.month = ranked.month
    inner join signals
        on signals.month <= months.month
        and signals.month > {{ months_after('months.month', -24) }}
        {% for column in series %}
        and ranked.{{ column }} = signals.{{ column }}
        {% endfor %}
    inner join named on ranked.product_code = named.group_code
    where ranked.place <= 6
)

select * from final order by month, place, price_month
