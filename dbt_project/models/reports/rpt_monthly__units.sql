with reporting as (
    select * from {{ ref('mart_reporting') }}
),

units as (
    select * from {{ ref('dim_units') }}
),

issues as (
    select
        month,
        unit_code,
        sum(case when severity = 'error' then 1 else 0 end) as open_errors,
        sum(case when severity = 'warning' then 1 else 0 end) as open_warnings
    from {{ ref('int_issue_months') }}
    group by month, unit_code
),

sales as (
    select
        month,
        unit_code,
        {{ exact_sum('sold_t') }} as sold_t,
        {{ exact_sum('value_vnd') }} as sold_value_vnd,
        {{ exact_sum('rescued_t') }} as rescued_t
    from {{ ref('fct_sales') }}
    group by month, unit_code
),

final as (
    select
        reporting.month,
        reporting.unit_code,
        units.unit_name,
        reporting.expected,
        reporting.received,
        reporting.complete,
        reporting.on_time,
        reporting.usable,
        reporting.accepted_rows,
        reporting.quarantined_rows,
        reporting.first_received_at,
        cast(coalesce(issues.open_errors, 0) as bigint) as open_errors,
        cast(coalesce(issues.open_warnings, 0) as bigint) as open_warnings,
        coalesce(sales.sold_t, 0) as sold_t,
        coalesce(sales.sold_value_vnd, 0) as sold_value_vnd,
        coalesce(sales.rescued_t, 0) as rescued_t
    from reporting
    inner join units on reporting.unit_code = units.unit_code
    left join issues on reporting.unit_code = issues.unit_code and reporting.month = issues.month
    left join sales on reporting.unit_code = sales.unit_code and reporting.month = sales.month
)

select * from final order by month, unit_code
