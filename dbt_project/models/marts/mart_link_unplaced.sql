with solved as (
    select * from {{ ref('int_link_solved') }} where part = 'unplaced'
),

lots as (
    select * from {{ ref('int_lots_located') }}
),

units as (
    select * from {{ ref('dim_units') }}
),

products as (
    select * from {{ ref('dim_products') }}
),

final as (
    select
        solved.lot_id,
        solved.unit_code,
        units.unit_name,
        lots.producer_name,
        solved.product_code,
        products.product_name,
        lots.harvest_start as from_on,
        lots.kept_until as to_on,
        solved.unplaced_t,
        solved.reason
    from solved
    inner join lots on solved.lot_id = lots.lot_id
    inner join units on solved.unit_code = units.unit_code
    inner join products on solved.product_code = products.product_code
)

select * from final
