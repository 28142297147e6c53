with headline as (
    select * from {{ ref('int_headline_monthly') }}
),

supply as (
    select month, {{ exact_sum('contracted_t') }} as contracted_t from {{ ref('mart_supply') }} group by month
),

final as (
    select
        headline.month,
        headline.sold_t,
        headline.rescued_t,
        headline.gift_t,
        headline.sold_value_vnd,
        headline.expected_supply_t as expected_t,
        supply.contracted_t,
        headline.unplaced_t,
        headline.demand_t
    from headline
    left join supply on headline.month = supply.month
)

select * from final order by month
