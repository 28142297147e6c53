with reporting as (
    select
        month,
        {{ count_where('expected') }} as expected,
        {{ count_where('received') }} as received,
        {{ count_where('on_time') }} as on_time,
        {{ count_where('usable') }} as usable
    from {{ ref('mart_reporting') }}
    group by month
),

final as (
    select
        month,
        expected,
        received,
        on_time,
        usable,
        {{ to_double('received') }} / nullif(expected, 0) as received_rate,
        {{ to_double('on_time') }} / nullif(expected, 0) as on_time_rate,
        {{ to_double('on_time') }} / nullif(received, 0) as on_time_of_received_rate,
        {{ to_double('usable') }} / nullif(expected, 0) as usable_rate
    from reporting
)

select * from final order by month
