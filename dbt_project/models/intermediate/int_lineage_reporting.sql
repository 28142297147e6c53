{# What the rates and the counts of rows and issues are made of: units' states, rows of sheets, issues. #}
{% set states = {} %}
{% for name in ['expected', 'received', 'complete', 'on_time', 'usable'] %}
{% do states.update({name: ('case when ' ~ name ~ ' then 1 else 0 end', name)}) %}
{% endfor %}
{% set counts = dict(
    states,
    silent=('case when received then 0 else 1 end', 'received'),
    late=('case when received and not on_time then 1 else 0 end', 'received, on_time'),
    unusable=('case when received and not usable then 1 else 0 end', 'received, usable')
) %}
{% set rates = [
    ('received_rate', 'received', 'expected'), ('on_time_rate', 'on_time', 'expected'),
    ('on_time_of_received_rate', 'on_time', 'received'), ('usable_rate', 'usable', 'expected')
] %}
{% set rows = {'accepted_rows': ('accepted', 'row'), 'quarantined_rows': ('1 - accepted', 'row')} %}
{% set errors = {'open_errors': ("case when severity = 'error' then 1 else 0 end", 'issue')} %}
{% set open_issues = dict(errors, open_warnings=("case when severity = 'warning' then 1 else 0 end", 'issue')) %}
{% set issues = {'issues': ('1', 'issue')} %}
with units as (
    select *, {{ row_address("'mart_reporting'", row_key='unit_code') }} from {{ ref('mart_reporting') }}
),

counted as (
    select
        units.month,
        units.unit_code,
        rows_counted.accepted,
        {{ row_address(
            'rows_counted.table_name', row_key=none, snapshot_id='rows_counted.snapshot_id',
            sheet_row='rows_counted.sheet_row', holder='units.unit_code'
        ) }}
    from units
    inner join {{ ref('int_rows_counted') }} as rows_counted
        on units.month = rows_counted.month and units.unit_code = rows_counted.unit_code
),

issues as (
    select
        issue_months.month,
        issue_months.unit_code,
        issue_months.severity,
        concat(issue_months.tab, '.', issue_months.rule, '.', issue_months.severity) as kind,
        units.unit_code is not null as is_expected,
        {{ row_address("'issues'", row_key='issue_months.issue_id', holder='issue_months.unit_code') }}
    from {{ ref('int_issue_months') }} as issue_months
    inner join {{ ref('stg_plan_months') }} as months on issue_months.month = months.month
    left join units on issue_months.month = units.month and issue_months.unit_code = units.unit_code
),

expected_issues as (
    select * from issues where is_expected
),

final as (
    {{ lineage_sums('units', 'reporting', counts) }}
    union all
    {% for name, numerator, denominator in rates %}
    {{ lineage_ratio('units', 'headline', name, states[numerator], states[denominator]) }}
    union all
    {% endfor %}
    {{ lineage_sums('counted', 'units', rows, unit=true, state=true) }}
    union all
    {{ lineage_sums('expected_issues', 'units', open_issues, unit=true, state=true) }}
    union all
    {{ lineage_sums('issues', 'quality', issues, unit=true, choice='kind', state=true) }}
    union all
    {{ lineage_sums('issues', 'quality', issues, unit=true, totals=false, state=true) }}
    union all
    {{ lineage_sums('issues', 'quality', issues, choice='severity', totals=false, state=true) }}
)

select * from final
