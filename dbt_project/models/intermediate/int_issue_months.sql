{# Months that an open issue touches: those of its row, else the one it names, else the local month in which it was first
   seen. #}
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

named as (
    select unit_code, table_name, snapshot_id, row_key, rule, min(touches_on) as touches_on
    from {{ ref('stg_issue_sightings') }}
    where touches_on is not null
    group by unit_code, table_name, snapshot_id, row_key, rule
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
    select
        issues.issue_id,
        coalesce(
            named.touches_on, {{ month_start(local_date('issues.first_seen_at', 'run.timezone')) }}
        ) as month
    from issues
    cross join run
    left join dated_rows as dated {{ same_row }}
    left join named
        on issues.unit_code = named.unit_code
        and issues.table_name = named.table_name
        and issues.snapshot_id = named.snapshot_id
        and issues.row_key = named.row_key
        and issues.rule = named.rule
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
