with sales as (
    select * from {{ ref('fct_sales') }}
),

final as (
    select
        month,
        {{ choice_key('sales', 'channel', 'channel') }} as channel_key,
        channel,
        {{ count_where("kind <> " ~ choice('sales', 'kind', 'gift')) }} as sales,
        {{ exact_sum('sold_t') }} as sold_t,
        {{ exact_sum('value_vnd') }} as value_vnd,
        {{ exact_sum('gift_t') }} as gift_t,
        cast(sum(households) as bigint) as households
    from sales
    group by month, channel
)

select * from final order by month, channel
