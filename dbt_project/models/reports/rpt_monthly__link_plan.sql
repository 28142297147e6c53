{# The proposed links by unit, product, buyer and days; personal data in a buyer's name are not printed. #}
with planned as (
    select * from {{ ref('mart_link_plan') }} where stage > 0
),

buyers as (
    select
        concat(requests.unit_code, '/', requests.row_key) as request_id,
        coalesce(shown.shown, requests.buyer_name) as buyer_name
    from {{ ref('stg_demand') }} as requests
    left join {{ ref('stg_shown_texts') }} as shown on requests.buyer_name = shown.typed
),

units as (
    select * from {{ ref('dim_units') }}
),

products as (
    select * from {{ ref('dim_products') }}
),

months as (
    select * from {{ ref('int_link_months') }}
),

links as (
    select
        planned.unit_code,
        planned.product_code,
        buyers.buyer_name,
        planned.from_on,
        planned.to_on,
        count(*) as lots,
        {{ exact_sum('planned.quantity_t') }} as quantity_t,
        {{ exact_sum('planned.quantity_t * planned.net_price_vnd_kg') }}
        / {{ exact_sum('case when planned.net_price_vnd_kg is not null then planned.quantity_t end') }} as net_price_vnd_kg
    from planned
    inner join buyers on planned.request_id = buyers.request_id
    group by planned.unit_code, planned.product_code, buyers.buyer_name, planned.from_on, planned.to_on
),

final as (
    select
        months.month,
        links.unit_code,
        units.unit_name,
        links.product_code,
        products.product_name,
        links.buyer_name,
        links.lots,
        links.quantity_t,
        links.net_price_vnd_kg,
        links.from_on,
        links.to_on
    from links
    inner join units on links.unit_code = units.unit_code
    inner join products on links.product_code = products.product_code
    cross join months
)

select * from final order by month, unit_code, product_code, buyer_name, from_on, to_on
