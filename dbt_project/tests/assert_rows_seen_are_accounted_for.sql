-- Nothing is dropped silently: rows seen = accepted + quarantined + skipped in every snapshot, and the rows of the current
-- snapshots are really there.
with counted as (
    {% for table in ['supply', 'demand', 'sales', 'activities', 'teams', 'difficulties', 'confirmations'] %}
    select unit_code, '{{ table }}' as table_name, snapshot_id, 1 as accepted_row from {{ ref('stg_' ~ table) }}
    union all
    {% endfor %}
    select unit_code, table_name, snapshot_id, 0 as accepted_row from {{ ref('stg_quarantined_rows') }}
),

present as (
    select
        unit_code,
        table_name,
        snapshot_id,
        sum(accepted_row) as accepted,
        sum(1 - accepted_row) as quarantined
    from counted
    group by unit_code, table_name, snapshot_id
)

select
    snapshots.unit_code,
    snapshots.table_name,
    snapshots.snapshot_id,
    snapshots.accepted,
    present.accepted as accepted_present
from {{ ref('stg_snapshots') }} as snapshots
left join present
    on snapshots.unit_code = present.unit_code
    and snapshots.table_name = present.table_name
    and snapshots.snapshot_id = present.snapshot_id
where
    snapshots.rows_seen <> snapshots.accepted + snapshots.quarantined + snapshots.skipped
    or (
        snapshots.is_current
        and (
            snapshots.accepted <> coalesce(present.accepted, 0)
            or snapshots.quarantined <> coalesce(present.quarantined, 0)
        )
    )
