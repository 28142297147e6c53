{# What the rates and the counts of rows and issues are made of: units' states, rows of sheets, issues. #}
with unit_months as (
    select *, {{ row_address("'mart_reporting'", row_key='unit_code') }} from {{ ref('mart_reporting') }}
),

counted_rows as (
    select
        unit_months.month,
        unit_months.unit_code,
        rows_counted.accepted as accepted_rows,
        1 - rows_counted.accepted as quarantined_rows,
        {{ row_address(
            'rows_counted.table_name', row_key=none, snapshot_id='rows_counted.snapshot_id',
            sheet_row='rows_counted.sheet_row', holder='unit_months.unit_code'
        ) }}
    from unit_months
    inner join {{ ref('int_rows_counted') }} as rows_counted
        on unit_months.month = rows_counted.month and unit_months.unit_code = rows_counted.unit_code
),

open_issues as (
    select
        issue_months.month,
        issue_months.unit_code,
        issue_months.tab,
        issue_months.rule,
        issue_months.severity,
        1 as issues,
        {{ flag("issue_months.severity = 'error'") }} as open_errors,
        {{ flag("issue_months.severity = 'warning'") }} as open_warnings,
        unit_months.unit_code is not null as is_expected,
        {{ row_address("'issues'", row_key='issue_months.issue_id', holder='issue_months.unit_code') }}
    from {{ ref('int_issue_months') }} as issue_months
    inner join {{ ref('stg_plan_months') }} as months on issue_months.month = months.month
    left join unit_months
        on issue_months.month = unit_months.month and issue_months.unit_code = unit_months.unit_code
),

expected_issues as (
    select * from open_issues where is_expected
),

final as (
    {{ lineage_of_reporting() }}
)

select * from final
