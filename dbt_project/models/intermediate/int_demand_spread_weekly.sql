{# Open requests only: who has found a seller no longer asks. #}
with requests as (
    select * from {{ ref('stg_demand') }} where is_open
),

weeks as (
    select * from {{ ref('int_weeks_coming') }}
),

shares as (
    select
        requests.unit_code,
        requests.row_key,
        requests.product_code,
        weeks.week_number,
        requests.quantity_t,
        {{ window_share('requests.window_start', 'requests.window_end', 'weeks.week_start', 'weeks.week_end') }} as share,
        weeks.week_start
    from requests
    inner join weeks on requests.window_start <= weeks.week_end and requests.window_end >= weeks.week_start
),

final as (
    select
        unit_code,
        row_key,
        product_code,
        week_number,
        share,
        quantity_t * share as demand_t,
        week_start
    from shares
)

select * from final
