-- A window that lies inside the calendar year is spread whole.
with plan_year as (
    select min(month) as year_start, max(month_end) as year_end from {{ ref('stg_plan_months') }}
),

inside as (
    select lots.unit_code, lots.row_key
    from {{ ref('stg_supply') }} as lots
    inner join plan_year on lots.harvest_start >= plan_year.year_start and lots.harvest_end <= plan_year.year_end
)

select inside.unit_code, inside.row_key, sum(spread.share) as shares
from inside
left join {{ ref('int_supply_spread_monthly') }} as spread
    on inside.unit_code = spread.unit_code and inside.row_key = spread.row_key
group by inside.unit_code, inside.row_key
having coalesce(abs(sum(spread.share) - 1), 1) > 1e-9
