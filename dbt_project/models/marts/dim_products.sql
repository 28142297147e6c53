{# The version of each product in force on the as-of date, else the latest before it. #}
with products as (
    select * from {{ ref('products') }}
),

run as (
    select * from {{ ref('stg_run') }}
),

versions as (
    select
        products.*,
        row_number() over (partition by products.product_code order by products.valid_from desc) as recency
    from products
    cross join run
    where products.valid_from <= run.as_of_date
),

final as (
    select
        product_code,
        group_code,
        product_name,
        season,
        urgency_class,
        shelf_life_days_min,
        shelf_life_days_max,
        {{ shelf_life('shelf_life_days_min', 'urgency_class') }} as shelf_life_days,
        yield_low_t_ha,
        yield_high_t_ha,
        reference_price_vnd_kg,
        reference_price_basis,
        harvest_months,
        districts,
        native_units,
        valid_from,
        valid_to
    from versions
    where recency = 1
)

select * from final
