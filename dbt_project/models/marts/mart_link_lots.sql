{# Lots that can still be sold and have tonnes without an outlet, to the kilogram, with what the plan needs of them. #}
with run as (
    select * from {{ ref('stg_run') }}
),

lots as (
    select * from {{ ref('int_lots_located') }}
),

sold as (
    select lot_id, {{ exact_sum('quantity_t') }} as sold_t
    from {{ ref('int_link_deliveries') }}
    where lot_id is not null
    group by lot_id
),

final as (
    select
        lots.lot_id,
        lots.unit_code,
        lots.row_key,
        lots.product_code,
        lots.group_code,
        lots.commune_code,
        lots.district_code,
        lots.producer_key,
        lots.season,
        lots.latitude,
        lots.longitude,
        {{ unplaced_after('lots.expected_t', 'lots.contracted_t', 'sold.sold_t') }} as available_t,
        lots.farmgate_price_vnd_kg,
        lots.transport_cost_vnd_kg,
        lots.shelf_life_days,
        greatest({{ dbt.datediff('run.as_of_date', 'lots.harvest_start', 'day') }}, 0) as days_to_harvest,
        coalesce(lots.needs_support, false) as needs_support,
        lots.producer_type = {{ choice('supply', 'producer_type', 'household') }} as is_smallholder,
        lots.harvest_start,
        lots.harvest_end,
        lots.harvest_start as from_on,
        lots.kept_until as to_on
    from lots
    cross join run
    left join sold on lots.lot_id = sold.lot_id
    where lots.kept_until >= run.as_of_date
        and {{ unplaced_after('lots.expected_t', 'lots.contracted_t', 'sold.sold_t') }} > 0
)

select * from final
