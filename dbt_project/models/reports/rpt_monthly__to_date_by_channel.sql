{# What went through each channel from the plan's first month to this one. #}
with months as (
    select * from {{ ref('stg_plan_months') }} where is_plan_month
),

outcomes as (
    select * from {{ ref('rpt_monthly__outcomes_by_channel') }}
),

totals as (
    select
        months.month,
        outcomes.channel,
        cast(sum(outcomes.sales) as bigint) as sales,
        {{ exact_sum('outcomes.sold_t') }} as sold_t,
        {{ exact_sum('outcomes.value_vnd') }} as value_vnd,
        {{ exact_sum('outcomes.gift_t') }} as gift_t,
        cast(sum(outcomes.households) as bigint) as households
    from months
    inner join months as counted on months.month >= counted.month
    inner join outcomes on counted.month = outcomes.month
    group by months.month, outcomes.channel
),

final as (
    select
        month,
        {{ choice_key('sales', 'channel', 'channel') }} as channel_key,
        channel,
        sales,
        sold_t,
        sold_t / nullif({{ exact_sum('sold_t', 'partition by month') }}, 0) as sold_share,
        value_vnd,
        gift_t,
        households
    from totals
)

select * from final order by month, channel
