{# The Monday of the as-of date's own week and the eleven after it. #}
with run as (
    select * from {{ ref('stg_run') }}
),

numbers as (
    {% for number in range(12) %}
    select {{ number }} as week_number{{ ' union all' if not loop.last }}
    {% endfor %}
),

mondays as (
    select cast({{ dbt.date_trunc('week', 'as_of_date') }} as date) as first_monday from run
),

final as (
    select
        numbers.week_number,
        {{ days_after('mondays.first_monday', '7 * numbers.week_number') }} as week_start,
        {{ days_after('mondays.first_monday', '7 * numbers.week_number + 6') }} as week_end
    from mondays
    cross join numbers
)

select * from final
