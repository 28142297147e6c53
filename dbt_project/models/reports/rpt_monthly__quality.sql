with issue_months as (
    select * from {{ ref('int_issue_months') }}
),

months as (
    select * from {{ ref('stg_plan_months') }}
),

units as (
    select * from {{ ref('dim_units') }}
),

final as (
    select
        issue_months.month,
        issue_months.unit_code,
        units.unit_name,
        issue_months.tab,
        issue_months.rule,
        issue_months.severity,
        count(*) as issues
    from issue_months
    inner join months on issue_months.month = months.month
    inner join units on issue_months.unit_code = units.unit_code
    group by
        issue_months.month,
        issue_months.unit_code,
        units.unit_name,
        issue_months.tab,
        issue_months.rule,
        issue_months.severity
)

select * from final order by month, unit_code, severity, tab, rule
