{# Rows with a readable date, accepted or quarantined, of the snapshots that stand now; a window of which only one end is
   readable has that day for both. #}
{% set own_dates = {
    'supply': ('harvest_start', 'harvest_end'),
    'demand': ('window_start', 'window_end'),
    'sales': ('sold_on', 'sold_on'),
    'activities': ('held_on', 'held_on'),
    'difficulties': ('raised_on', 'raised_on')
} %}
with quarantined_rows as (
    select * from {{ ref('stg_quarantined_rows') }}
),

months as (
    select * from {{ ref('stg_plan_months') }}
),

snapshots as (
    select * from {{ ref('stg_snapshots') }} where is_current
),

confirmations as (
    select * from {{ ref('stg_confirmations') }}
),

accepted as (
    {% for table, dates in own_dates.items() %}
    select
        unit_code,
        '{{ table }}' as table_name,
        snapshot_id,
        sheet_row,
        {{ dates[0] }} as starts_on,
        {{ dates[1] }} as ends_on
    from {{ ref('stg_' ~ table) }}
    union all
    {% endfor %}
    select
        confirmations.unit_code,
        'confirmations',
        confirmations.snapshot_id,
        confirmations.sheet_row,
        months.month,
        months.month
    from confirmations
    inner join months on confirmations.month_number = months.month_number
),

quarantined as (
    select
        quarantined_rows.unit_code,
        quarantined_rows.table_name,
        quarantined_rows.snapshot_id,
        quarantined_rows.sheet_row,
        coalesce(quarantined_rows.starts_on, quarantined_rows.ends_on, months.month) as starts_on,
        coalesce(quarantined_rows.ends_on, quarantined_rows.starts_on, months.month) as ends_on
    from quarantined_rows
    inner join snapshots
        on quarantined_rows.unit_code = snapshots.unit_code
        and quarantined_rows.table_name = snapshots.table_name
        and quarantined_rows.snapshot_id = snapshots.snapshot_id
    left join months
        on quarantined_rows.table_name = 'confirmations' and quarantined_rows.month_number = months.month_number
),

final as (
    select unit_code, table_name, snapshot_id, sheet_row, true as is_accepted, starts_on, ends_on from accepted
    union all
    select unit_code, table_name, snapshot_id, sheet_row, false as is_accepted, starts_on, ends_on from quarantined
)

select * from final where starts_on is not null
