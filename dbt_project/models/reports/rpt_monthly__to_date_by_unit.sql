{# What each unit reported and sold from the plan's first month to this one, units without a sale included. #}
with months as (
    select * from {{ ref('stg_plan_months') }} where is_plan_month
),

units as (
    select * from {{ ref('rpt_monthly__units') }}
),

outcomes as (
    select * from {{ ref('rpt_monthly__outcomes_by_unit') }}
),

final as (
    select
        months.month,
        units.unit_code,
        units.unit_name,
        {{ count_where('units.expected') }} as months_expected,
        {{ count_where('units.received') }} as months_received,
        {{ count_where('units.on_time') }} as months_on_time,
        cast(coalesce(sum(outcomes.sales), 0) as bigint) as sales,
        coalesce({{ exact_sum('outcomes.sold_t') }}, 0) as sold_t,
        coalesce({{ exact_sum('outcomes.value_vnd') }}, 0) as value_vnd,
        coalesce({{ exact_sum('outcomes.rescued_t') }}, 0) as rescued_t,
        coalesce({{ exact_sum('outcomes.gift_t') }}, 0) as gift_t,
        cast(sum(outcomes.households) as bigint) as households
    from months
    inner join months as counted on months.month >= counted.month
    inner join units on counted.month = units.month
    left join outcomes on units.month = outcomes.month and units.unit_code = outcomes.unit_code
    group by months.month, units.unit_code, units.unit_name
)

select * from final order by month, unit_code
