{# Where each unit lies and how its month stands; an affiliated union has no place of its own. #}
with units as (
    select
        *,
        case when not received then 'missing' when usable then 'usable' else 'faulty' end as status_key
    from {{ ref('rpt_monthly__units') }}
),

homes as (
    select * from {{ ref('dim_units') }}
),

districts as (
    select * from {{ ref('districts') }}
),

supply as (
    select * from {{ ref('rpt_monthly__supply_by_unit') }}
),

final as (
    select
        units.month,
        units.unit_code,
        units.unit_name,
        districts.district_name,
        units.status_key,
        {{ choice_label('rpt_monthly__unit_map', 'status', 'units.status_key') }} as status,
        districts.latitude,
        districts.longitude,
        units.sold_t,
        coalesce(supply.unplaced_t, 0) as unplaced_t
    from units
    inner join homes on units.unit_code = homes.unit_code
    left join districts
        on homes.district_code = districts.district_code
        and districts.valid_from <= units.month
        and (districts.valid_to is null or districts.valid_to >= units.month)
    left join supply on units.unit_code = supply.unit_code and units.month = supply.month
    where units.expected
)

select * from final order by month, unit_code
