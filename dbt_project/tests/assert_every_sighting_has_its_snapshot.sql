-- An issue of a snapshot that is not listed would vanish from quality.issues.
select sightings.unit_code, sightings.table_name, sightings.snapshot_id, sightings.rule
from {{ ref('stg_issue_sightings') }} as sightings
left join {{ ref('stg_snapshots') }} as snapshots
    on sightings.unit_code = snapshots.unit_code
    and sightings.table_name = snapshots.table_name
    and sightings.snapshot_id = snapshots.snapshot_id
where snapshots.snapshot_id is null
