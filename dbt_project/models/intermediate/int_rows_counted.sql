{# Each row that counts in a month, accepted or not: no teams, no confirmations; without a readable date in every open month. #}
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

open_months as (
    select * from {{ ref('stg_plan_months') }} where released_at is null
),

undated as (
    select
        quarantined_rows.unit_code,
        quarantined_rows.table_name,
        quarantined_rows.snapshot_id,
        quarantined_rows.sheet_row,
        open_months.month
    from quarantined_rows
    inner join snapshots
        on quarantined_rows.unit_code = snapshots.unit_code
        and quarantined_rows.table_name = snapshots.table_name
        and quarantined_rows.snapshot_id = snapshots.snapshot_id
    cross join open_months
    where quarantined_rows.starts_on is null and quarantined_rows.ends_on is null
),

final as (
    select unit_code, table_name, snapshot_id, sheet_row, case when is_accepted then 1 else 0 end as accepted, month
    from row_months
    union all
    select unit_code, table_name, snapshot_id, sheet_row, 0 as accepted, month from undated
)

select * from final
