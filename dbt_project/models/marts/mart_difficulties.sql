{% set resolved = choice('difficulties', 'status', 'resolved') %}
with difficulties as (
    select * from {{ ref('stg_difficulties') }}
),

months as (
    select * from {{ ref('stg_plan_months') }}
),

raised as (
    select
        months.month,
        difficulties.unit_code,
        difficulties.status,
        case when difficulties.status = {{ resolved }} then 1 else 0 end as resolved,
        case
            when difficulties.status = {{ resolved }}
                then {{ dbt.datediff('difficulties.raised_on', 'difficulties.resolved_on', 'day') }}
        end as days_to_resolve
    from difficulties
    inner join months on difficulties.raised_on between months.month and months.month_end
),

final as (
    select
        month,
        unit_code,
        status,
        count(*) as difficulties,
        cast(sum(resolved) as bigint) as resolved,
        {{ median('days_to_resolve') }} as median_days_to_resolve
    from raised
    group by month, unit_code, status
)

select * from final
