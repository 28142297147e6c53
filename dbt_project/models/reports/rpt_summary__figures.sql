{# The plan's results up to the end of each closed month, from its first month on: what an interim report prints. #}
{% set figure = 'section, name, unit_code, product_code, choice, measure' %}
with months as (
    select * from {{ ref('int_summary_months') }}
),

parts as (
    select * from {{ ref('int_figure_sums') }}
    union all
    select * from {{ ref('int_figure_ratios') }}
    union all
    select * from {{ ref('int_figure_members') }}
),

added as (
    select
        months.month,
        parts.section,
        parts.name,
        parts.unit_code,
        parts.product_code,
        parts.choice,
        parts.measure,
        {{ exact_sum('parts.period_numerator') }} as numerator,
        {{ exact_sum('parts.period_denominator') }} as denominator
    from parts
    inner join months on parts.month between months.plan_start and months.month
    where parts.is_in_summary
    group by
        months.month, parts.section, parts.name, parts.unit_code, parts.product_code, parts.choice, parts.measure
),

of_summary as (
    {{ figures_of_summary() }}
),

valued as (
    select
        month,
        {{ figure }},
        case when denominator is null then numerator else numerator / nullif(denominator, 0) end as value
    from added
    union all
    select month, {{ figure }}, numerator from of_summary
),

final as (
    select
        month,
        concat_ws('.', section, name, unit_code, product_code, choice) as figure_id,
        {{ figure }},
        value
    from valued
)

select * from final order by month, figure_id
