{# Who in the province asks for a product group in a week, and how many have asked for it within the plan's year. #}
with requests as (
    select
        demand.unit_code,
        demand.row_key,
        demand.status,
        {{ fold('demand.buyer_name') }} as buyer_key,
        products.group_code
    from {{ ref('stg_demand') }} as demand
    inner join {{ ref('dim_products') }} as products on demand.product_code = products.product_code
    where demand.status <> {{ choice('demand', 'status', 'cancelled') }}
),

open_weeks as (
    select unit_code, row_key, week_start, demand_t from {{ ref('int_demand_spread_weekly') }}
),

asked as (
    select
        requests.group_code,
        open_weeks.week_start,
        count(*) as open_requests,
        count(distinct requests.buyer_key) as open_buyers,
        {{ exact_sum('open_weeks.demand_t') }} as open_demand_t
    from requests
    inner join open_weeks on requests.unit_code = open_weeks.unit_code and requests.row_key = open_weeks.row_key
    group by requests.group_code, open_weeks.week_start
),

known as (
    select group_code, count(distinct buyer_key) as known_buyers from requests group by group_code
),

final as (
    select
        known.group_code,
        weeks.week_start,
        coalesce(asked.open_requests, 0) as open_requests,
        coalesce(asked.open_buyers, 0) as open_buyers,
        coalesce(asked.open_demand_t, 0) as open_demand_t,
        known.known_buyers
    from known
    cross join {{ ref('int_weeks_coming') }} as weeks
    left join asked on known.group_code = asked.group_code and weeks.week_start = asked.week_start
)

select * from final
