with reporting as (
    select * from {{ ref('mart_reporting') }}
),

months as (
    select * from {{ ref('int_summary_months') }}
),

units as (
    select * from {{ ref('dim_units') }}
),

final as (
    select
        months.month,
        reporting.unit_code,
        units.unit_name,
        {{ count_where('reporting.expected') }} as expected,
        {{ count_where('reporting.received') }} as received,
        {{ count_where('reporting.complete') }} as complete,
        {{ count_where('reporting.on_time') }} as on_time,
        {{ count_where('reporting.usable') }} as usable
    from reporting
    inner join months on reporting.month between months.plan_start and months.month
    inner join units on reporting.unit_code = units.unit_code
    group by months.month, reporting.unit_code, units.unit_name
)

select * from final order by month, unit_code
