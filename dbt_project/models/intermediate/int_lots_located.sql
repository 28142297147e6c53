{# Every lot with its product group, the days it keeps, its district and where that lies. #}
with run as (
    select * from {{ ref('stg_run') }}
),

lots as (
    select * from {{ ref('stg_supply') }}
),

products as (
    select * from {{ ref('dim_products') }}
),

units as (
    select * from {{ ref('dim_units') }}
),

communes as (
    select communes.commune_code, max(communes.district_code) as district_code
    from {{ ref('communes') }} as communes
    cross join run
    where communes.valid_from <= run.as_of_date and coalesce(communes.valid_to, run.as_of_date) >= run.as_of_date
    group by communes.commune_code
),

districts as (
    select district_code, max(latitude) as latitude, max(longitude) as longitude
    from {{ ref('districts') }}
    group by district_code
),

located as (
    select
        concat(lots.unit_code, '/', lots.row_key) as lot_id,
        lots.*,
        products.group_code,
        products.shelf_life_days,
        concat(lots.unit_code, '/', {{ fold('lots.producer_name') }}) as producer_key,
        {{ days_after('lots.harvest_end', 'products.shelf_life_days') }} as kept_until,
        case
            when lots.origin_province_code <> run.province_code then lots.origin_province_code
            else coalesce(communes.district_code, units.district_code, lots.unit_code)
        end as district_code
    from lots
    cross join run
    inner join products on lots.product_code = products.product_code
    inner join units on lots.unit_code = units.unit_code
    left join communes on lots.commune_code = communes.commune_code
),

final as (
    select located.*, districts.latitude, districts.longitude
    from located
    left join districts on located.district_code = districts.district_code
)

select * from final
