with figures as (
    {{ summary_rows('outcomes_by_channel', ['choice'], [
        'sales', 'sold_t', 'value_vnd', 'gift_t', 'households'
    ]) }}
),

final as (
    select
        figures.month,
        {{ choice_key('sales', 'channel', 'figures.choice') }} as channel_key,
        figures.choice as channel,
        figures.sales,
        figures.sold_t,
        figures.value_vnd,
        figures.gift_t,
        figures.households
    from figures
)

select * from final order by month, channel
