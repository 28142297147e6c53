{# Months that an open issue touches: those of its row, else the local month in which it was first seen. #}
with issues as (
    select * from {{ ref('fct_issues') }} where cleared_at is null
),

dated_rows as (
    select * from {{ ref('int_rows_dated') }}
),

row_months as (
    select * from {{ ref('int_row_months') }}
),

run as (
    select * from {{ ref('stg_run') }}
),

{% set same_row %}
        on issues.unit_code = dated.unit_code
        and issues.table_name = dated.table_name
        and issues.snapshot_id = dated.snapshot_id
        and issues.sheet_row = dated.sheet_row
{% endset %}
dated as (
    select issues.issue_id, dated.month
    from issues
    inner join row_months as dated {{ same_row }}
),

undated as (
    select issues.issue_id, {{ month_start(local_date('issues.first_seen_at', 'run.timezone')) }} as month
    from issues
    cross join run
    left join dated_rows as dated {{ same_row }}
    where dated.unit_code is null
),

touched as (
    select issue_id, month from dated
    union all
    select issue_id, month from undated
),

final as (
    select
        touched.issue_id,
        issues.unit_code,
        issues.table_name,
        issues.tab,
        issues.rule,
        issues.severity,
        touched.month
    from touched
    inner join issues on touched.issue_id = issues.issue_id
)

select * from final
