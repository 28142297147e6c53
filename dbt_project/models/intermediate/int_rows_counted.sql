{# Each row that counts in a month, accepted or not: no teams, no confirmations. One without a readable date counts in every
   month that was not released when it came; a release of its own never takes it out again. #}
{% set counted_tables = "('supply', 'demand', 'sales', 'activities', 'difficulties')" %}
with row_months as (
    select * from {{ ref('int_row_months') }} where table_name in {{ counted_tables }}
),

quarantined_rows as (
    select * from {{ ref('stg_quarantined_rows') }} where table_name in {{ counted_tables }}
),

snapshots as (
    select * from {{ ref('stg_snapshots') }} where is_current
),

months as (
    select * from {{ ref('stg_plan_months') }}
),

first_seen as (
    select unit_code, table_name, snapshot_id, sheet_row, min(first_seen_at) as first_seen_at
    from {{ ref('fct_issues') }}
    where severity = 'error' and cleared_at is null
    group by unit_code, table_name, snapshot_id, sheet_row
),

undated as (
    select
        quarantined_rows.unit_code,
        quarantined_rows.table_name,
        quarantined_rows.snapshot_id,
        quarantined_rows.sheet_row,
        months.month
    from quarantined_rows
    inner join snapshots
        on quarantined_rows.unit_code = snapshots.unit_code
        and quarantined_rows.table_name = snapshots.table_name
        and quarantined_rows.snapshot_id = snapshots.snapshot_id
    cross join months
    left join first_seen
        on quarantined_rows.unit_code = first_seen.unit_code
        and quarantined_rows.table_name = first_seen.table_name
        and quarantined_rows.snapshot_id = first_seen.snapshot_id
        and quarantined_rows.sheet_row = first_seen.sheet_row
    where
        quarantined_rows.starts_on is null
        and quarantined_rows.ends_on is null
        and (months.released_at is null or first_seen.first_seen_at <= months.released_at)
),

final as (
    select unit_code, table_name, snapshot_id, sheet_row, case when is_accepted then 1 else 0 end as accepted, month
    from row_months
    union all
    select unit_code, table_name, snapshot_id, sheet_row, 0 as accepted, month from undated
)

select * from final
