{# Accepted and quarantined rows of a unit that count in a month: no teams, no confirmations. #}
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
    select quarantined_rows.unit_code, open_months.month
    from quarantined_rows
    inner join snapshots
        on quarantined_rows.unit_code = snapshots.unit_code
        and quarantined_rows.table_name = snapshots.table_name
        and quarantined_rows.snapshot_id = snapshots.snapshot_id
    cross join open_months
    where quarantined_rows.starts_on is null and quarantined_rows.ends_on is null
),

counted as (
    select unit_code, month, case when is_accepted then 1 else 0 end as accepted_row from row_months
    union all
    select unit_code, month, 0 as accepted_row from undated
),

final as (
    select
        month,
        unit_code,
        cast(sum(accepted_row) as bigint) as accepted_rows,
        cast(sum(1 - accepted_row) as bigint) as quarantined_rows
    from counted
    group by month, unit_code
)

select * from final
