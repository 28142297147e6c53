{{ config(materialized='table') }}
{# Lots that can still be sold and have tonnes without an outlet, to the kilogram, with what the plan needs of them. #}
with run as (
    select * from {{ ref('stg_run') }}
),

products as (
    select * from {{ ref('dim_products') }}
),

units as (
    select * from {{ ref('dim_units') }}
),

places as (
    select communes.commune_code, max(communes.district_code) as district_code
    from {{ ref('communes') }} as communes
    cross join run
    where communes.valid_from <= run.as_of_date and coalesce(communes.valid_to, run.as_of_date) >= run.as_of_date
    group by communes.commune_code
),

sold as (
    select lot_id, {{ exact_sum('quantity_t') }} as sold_t
    from {{ ref('int_link_deliveries') }}
    where lot_id is not null
    group by lot_id
),

lots as (
    select
        supply.*,
        concat(supply.unit_code, '/', supply.row_key) as lot_id,
        {{ days_after('supply.harvest_end', 'products.shelf_life_days') }} as to_on,
        products.group_code,
        products.shelf_life_days
    from {{ ref('stg_supply') }} as supply
    inner join products on supply.product_code = products.product_code
),

final as (
    select
        lots.lot_id,
        lots.unit_code,
        lots.row_key,
        lots.product_code,
        lots.group_code,
        lots.commune_code,
        case
            when lots.origin_province_code <> run.province_code then lots.origin_province_code
            else coalesce(places.district_code, units.district_code, lots.unit_code)
        end as district_code,
        concat(lots.unit_code, '/', {{ fold('lots.producer_name') }}) as producer_key,
        lots.season,
        {{ unplaced_after('lots.expected_t', 'lots.contracted_t', 'sold.sold_t') }} as available_t,
        lots.farmgate_price_vnd_kg,
        lots.transport_cost_vnd_kg,
        lots.shelf_life_days,
        greatest({{ dbt.datediff('run.as_of_date', 'lots.harvest_start', 'day') }}, 0) as days_to_harvest,
        coalesce(lots.needs_support, false) as needs_support,
        lots.producer_type = 'Hộ cá thể' as is_smallholder,
        lots.harvest_start,
        lots.harvest_end,
        lots.harvest_start as from_on,
        lots.to_on
    from lots
    cross join run
    inner join units on lots.unit_code = units.unit_code
    left join places on lots.commune_code = places.commune_code
    left join sold on lots.lot_id = sold.lot_id
    where lots.to_on >= run.as_of_date
        and {{ unplaced_after('lots.expected_t', 'lots.contracted_t', 'sold.sold_t') }} > 0
)

select * from final
