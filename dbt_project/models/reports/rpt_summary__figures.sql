{# The plan's results up to the end of each closed month, from its first month on: what an interim report prints. #}
{% set sections = [
    'headline', 'reporting', 'communication', 'supply', 'demand', 'farmgate', 'outcomes_by_channel', 'outcomes_by_product',
    'outcomes_by_unit', 'rescue', 'processing'
] %}
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

planned as (
    select * from parts where section in ('{{ sections | join("', '") }}')
),

added as (
    select
        months.month,
        planned.section,
        planned.name,
        planned.unit_code,
        planned.product_code,
        planned.choice,
        {{ exact_sum('planned.period_numerator') }} as numerator,
        {{ exact_sum('planned.period_denominator') }} as denominator
    from planned
    inner join months on planned.month between months.plan_start and months.month
    group by
        months.month, planned.section, planned.name, planned.unit_code, planned.product_code, planned.choice
),

valued as (
    select
        month,
        section,
        name,
        unit_code,
        product_code,
        choice,
        case when denominator is null then numerator else numerator / nullif(denominator, 0) end as value
    from added
    {% for name in ['difficulties', 'resolved', 'open'] %}
    union all
    select month, 'difficulties', '{{ name }}', null, null, null, {{ exact_sum(name) }}
    from {{ ref('rpt_summary__difficulty_themes') }}
    group by month
    {% endfor %}
),

final as (
    select
        month,
        concat_ws('.', section, name, unit_code, product_code, choice) as figure_id,
        section,
        name,
        unit_code,
        product_code,
        choice,
        {{ figure_measure('name') }} as measure,
        value
    from valued
)

select * from final order by month, figure_id
