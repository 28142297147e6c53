with headline as (
    select * from {{ ref('int_headline_monthly') }}
),

final as (
    select month, sold_t, rescued_t, sold_value_vnd, expected_supply_t as expected_t, unplaced_t, demand_t from headline
)

select * from final order by month
