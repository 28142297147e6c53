{{ config(materialized='table') }}
with dated_rows as (
    select * from {{ ref('int_rows_dated') }}
),

months as (
    select * from {{ ref('stg_plan_months') }}
),

final as (
    select
        dated_rows.unit_code,
        dated_rows.table_name,
        dated_rows.snapshot_id,
        dated_rows.sheet_row,
        dated_rows.is_accepted,
        months.month
    from dated_rows
    inner join months
        on least(dated_rows.starts_on, dated_rows.ends_on) <= months.month_end
        and greatest(dated_rows.starts_on, dated_rows.ends_on) >= months.month
    where
        dated_rows.starts_on <= dated_rows.ends_on
        or dated_rows.starts_on between months.month and months.month_end
        or dated_rows.ends_on between months.month and months.month_end
)

select * from final
