{# Accepted and quarantined rows of a unit that count in a month. #}
with counted as (
    select * from {{ ref('int_rows_counted') }}
),

final as (
    select
        month,
        unit_code,
        cast(sum(accepted) as bigint) as accepted_rows,
        cast(sum(1 - accepted) as bigint) as quarantined_rows
    from counted
    group by month, unit_code
)

select * from final
