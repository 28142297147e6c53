{% set figure = 'section, name, unit_code, product_code, choice' %}
{% set said = figure ~ ', measure, is_compared' %}
{% set to_date = 'partition by ' ~ figure ~ ' order by month' %}
with months as (
    select * from {{ ref('stg_plan_months') }}
),

parts as (
    select * from {{ ref('int_figure_sums') }}
    union all
    select * from {{ ref('int_figure_states') }}
    union all
    select * from {{ ref('int_figure_ratios') }}
    union all
    select * from {{ ref('int_figure_members') }}
),

planned as (
    select parts.*, months.is_plan_month from parts inner join months on parts.month = months.month
),

fractions as (
    select
        month,
        {{ said }},
        is_plan_month,
        {{ exact_sum('numerator') }} as numerator,
        {{ exact_sum('denominator') }} as denominator,
        {{ exact_sum('case when is_plan_month then period_numerator end') }} as period_numerator,
        {{ exact_sum('case when is_plan_month then period_denominator end') }} as period_denominator
    from planned
    group by month, {{ said }}, is_plan_month
),

valued as (
    select
        *,
        case when denominator is null then numerator else numerator / nullif(denominator, 0) end as value,
        {{ exact_sum('period_numerator', to_date) }} as numerator_to_date,
        {{ exact_sum('period_denominator', to_date) }} as denominator_to_date
    from fractions
),

compared as (
    select
        month,
        concat_ws('.', {{ figure }}) as figure_id,
        section,
        name,
        unit_code,
        product_code,
        value,
        measure,
        case
            when not is_compared or not lag(is_plan_month) over ({{ to_date }}) then null
            when lag(month) over ({{ to_date }}) = {{ months_after('month', -1) }} then lag(value) over ({{ to_date }})
        end as previous_value,
        case
            when not is_plan_month then null
            when denominator_to_date is null then numerator_to_date
            else numerator_to_date / nullif(denominator_to_date, 0)
        end as year_to_date
    from valued
),

final as (
    select
        *,
        value - previous_value as change,
        (value - previous_value) / nullif(previous_value, 0) as change_rate
    from compared
)

select * from final order by month, figure_id
