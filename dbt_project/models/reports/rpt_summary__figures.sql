{# The plan's results up to the end of each closed month, from its first month on: what an interim report prints. #}
{% set sections = [
    'headline', 'reporting', 'communication', 'supply', 'demand', 'farmgate', 'outcomes_by_channel', 'outcomes_by_product',
    'outcomes_by_unit', 'rescue', 'processing'
] %}
with months as (
    select months.month
    from {{ ref('stg_plan_months') }} as months
    cross join {{ ref('stg_run') }} as run
    where months.is_plan_month and months.deadline_at <= run.as_of
),

parts as (
    select * from {{ ref('int_figure_sums') }}
    union all
    select * from {{ ref('int_figure_ratios') }}
    union all
    select * from {{ ref('int_figure_members') }}
),

planned as (
    select parts.*
    from parts
    inner join {{ ref('stg_plan_months') }} as months on parts.month = months.month
    where months.is_plan_month and parts.section in ('{{ sections | join("', '") }}')
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
    inner join months on planned.month <= months.month
    group by
        months.month, planned.section, planned.name, planned.unit_code, planned.product_code, planned.choice
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
        case when denominator is null then numerator else numerator / nullif(denominator, 0) end as value
    from added
)

select * from final order by month, figure_id
