{# Farm-gate prices of the plan up to the month: the mean, and the first, last, lowest and highest month. #}
with months as (
    select * from {{ ref('int_summary_months') }}
),

monthly as (
    select
        months.month,
        farmgate.month as priced_month,
        farmgate.product_code,
        farmgate.product_name,
        farmgate.farmgate_price_vnd_kg
    from {{ ref('rpt_monthly__farmgate') }} as farmgate
    inner join months on farmgate.month between months.plan_start and months.month
    where farmgate.farmgate_price_vnd_kg is not null
),

ranked as (
    select
        *,
        row_number() over (partition by month, product_code order by priced_month) as from_first,
        row_number() over (partition by month, product_code order by priced_month desc) as from_last
    from monthly
),

spanned as (
    select
        month,
        product_code,
        product_name,
        count(*) as months_priced,
        min(farmgate_price_vnd_kg) as lowest_price_vnd_kg,
        max(farmgate_price_vnd_kg) as highest_price_vnd_kg,
        max(case when from_first = 1 then farmgate_price_vnd_kg end) as first_price_vnd_kg,
        max(case when from_last = 1 then farmgate_price_vnd_kg end) as last_price_vnd_kg
    from ranked
    group by month, product_code, product_name
),

final as (
    select
        spanned.*,
        means.value as mean_price_vnd_kg,
        (spanned.last_price_vnd_kg - spanned.first_price_vnd_kg) / spanned.first_price_vnd_kg as change_rate
    from spanned
    inner join {{ ref('rpt_summary__figures') }} as means
        on spanned.month = means.month
        and means.section = 'farmgate'
        and means.name = 'farmgate_price_vnd_kg'
        and spanned.product_code = means.product_code
)

select
    month, product_code, product_name, mean_price_vnd_kg, first_price_vnd_kg, last_price_vnd_kg, lowest_price_vnd_kg,
    highest_price_vnd_kg, months_priced, change_rate
from final
order by month, product_code
