{# One row per unbroken presence of an issue over the successive snapshots of its tab (gaps and islands). #}
{{ config(alias='issues') }}
{% set issue = 'unit_code, table_name, row_key, column_name, rule' %}
with sightings as (
    select * from {{ ref('stg_issue_sightings') }}
),

snapshots as (
    select
        unit_code,
        table_name,
        snapshot_id,
        fetched_at as seen_at,
        row_number() over (partition by unit_code, table_name order by fetched_at, snapshot_id) as position,
        lead(fetched_at) over (partition by unit_code, table_name order by fetched_at, snapshot_id) as next_seen_at
    from {{ ref('stg_snapshots') }}
),

placed as (
    select
        sightings.*,
        snapshots.seen_at,
        snapshots.next_seen_at,
        snapshots.position,
        row_number() over (
            partition by {% for column in issue.split(', ') %}sightings.{{ column }}, {% endfor %}sightings.snapshot_id
            order by sightings.sheet_row, sightings.cell, sightings.raw_value, sightings.message
        ) as occurrence
    from sightings
    inner join snapshots
        on sightings.unit_code = snapshots.unit_code
        and sightings.table_name = snapshots.table_name
        and sightings.snapshot_id = snapshots.snapshot_id
),

islands as (
    select
        *,
        position - row_number() over (partition by {{ issue }}, occurrence order by position) as island
    from placed
),

spans as (
    select
        *,
        min(seen_at) over (partition by {{ issue }}, occurrence, island) as first_seen_at,
        dense_rank() over (partition by {{ issue }}, occurrence order by island) as presence,
        row_number() over (partition by {{ issue }}, occurrence, island order by position desc) as recency
    from islands
),

final as (
    select
        unit_code,
        tab,
        sheet_row,
        column_name as {{ adapter.quote('column') }},
        cell,
        row_id,
        rule,
        severity,
        message,
        raw_value,
        snapshot_id,
        first_seen_at,
        next_seen_at as cleared_at,
        row_key,
        table_name,
        left({{ dbt.hash(
            "concat_ws('|', unit_code, table_name, coalesce(row_key, ''), coalesce(column_name, ''), rule, "
            ~ "occurrence, presence)"
        ) }}, 16) as issue_id
    from spans
    where recency = 1
)

select * from final
