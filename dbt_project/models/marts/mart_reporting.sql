with expected_units as (
    select months.month, months.deadline_at, units.unit_code
    from {{ ref('stg_plan_months') }} as months
    inner join {{ ref('stg_units') }} as units
        on (units.valid_from is null or units.valid_from <= months.month_end)
        and (units.valid_to is null or units.valid_to >= months.month)
    where months.is_plan_month
),

receipts as (
    select unit_code, month, min(fetched_at) as first_received_at
    from {{ ref('stg_receipt_months') }}
    where accepted_rows > 0 or has_nil
    group by unit_code, month
),

row_counts as (
    select * from {{ ref('int_row_counts_monthly') }}
),

months_in_error as (
    select distinct unit_code, month from {{ ref('int_issue_months') }} where severity = 'error'
),

rated as (
    select
        expected_units.month,
        expected_units.unit_code,
        receipts.first_received_at is not null as received,
        coalesce(receipts.first_received_at <= expected_units.deadline_at, false) as on_time,
        coalesce(row_counts.accepted_rows, 0) as accepted_rows,
        coalesce(row_counts.quarantined_rows, 0) as quarantined_rows,
        months_in_error.unit_code is not null as has_open_error,
        receipts.first_received_at
    from expected_units
    left join receipts
        on expected_units.unit_code = receipts.unit_code and expected_units.month = receipts.month
    left join row_counts
        on expected_units.unit_code = row_counts.unit_code and expected_units.month = row_counts.month
    left join months_in_error
        on expected_units.unit_code = months_in_error.unit_code and expected_units.month = months_in_error.month
),

{# Whole-number arithmetic: accepted / (accepted + quarantined) >= 0.9, and no rows at all count as a full share. #}
completed as (
    select *, received and accepted_rows * 10 >= (accepted_rows + quarantined_rows) * 9 as complete from rated
),

final as (
    select
        month,
        unit_code,
        true as expected,
        received,
        complete,
        on_time,
        complete and not has_open_error as usable,
        accepted_rows,
        quarantined_rows,
        first_received_at
    from completed
)

select * from final
