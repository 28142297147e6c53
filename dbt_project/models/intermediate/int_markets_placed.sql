{# A market counts as the province's own when any of its prices was placed there. #}
with observations as (
    select * from {{ ref('stg_price_observations') }}
),

run as (
    select * from {{ ref('stg_run') }}
),

final as (
    select
        coalesce(observations.market, '') as market,
        max(case when observations.province_code = run.province_code then 1 else 0 end) = 1 as is_in_province
    from observations
    cross join run
    group by coalesce(observations.market, '')
)

select * from final
