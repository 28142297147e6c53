{{ config(materialized='view') }}
{# The rows and open errors behind a unit's states; a view, as only a trace asks for it. #}
{% set no_text = 'cast(null as ' ~ dbt.type_string() ~ ')' %}
with counted as (
    select * from {{ ref('int_rows_counted') }}
),

touched as (
    select * from {{ ref('int_issue_months') }} where severity = 'error'
),

issues as (
    select * from {{ ref('fct_issues') }}
),

final as (
    select
        month,
        unit_code,
        case when accepted = 1 then 'accepted' else 'quarantined' end as kind,
        table_name,
        {{ no_text }} as tab,
        sheet_row,
        {{ no_text }} as issue_id,
        {{ no_text }} as cell,
        {{ no_text }} as rule
    from counted
    union all
    select
        touched.month,
        touched.unit_code,
        'open_error' as kind,
        touched.table_name,
        touched.tab,
        issues.sheet_row,
        touched.issue_id,
        issues.cell,
        touched.rule
    from touched
    inner join issues on touched.issue_id = issues.issue_id
)

select * from final
