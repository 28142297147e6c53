{# What each price feed gave for the month, and how old its newest price is on the as-of date. #}
with feeds as (
    select * from {{ ref('stg_feeds') }}
),

months as (
    select * from {{ ref('stg_plan_months') }}
),

run as (
    select * from {{ ref('stg_run') }}
),

accepted as (
    select
        source,
        {{ month_start('price_date') }} as month,
        count(*) as observations,
        {{ count_where('product_code is null') }} as unmatched
    from {{ ref('stg_price_observations') }}
    group by source, {{ month_start('price_date') }}
),

refused as (
    select source, {{ month_start('price_date') }} as month, count(*) as quarantined
    from {{ ref('stg_price_quarantine') }}
    group by source, {{ month_start('price_date') }}
),

final as (
    select
        months.month,
        feeds.source,
        feeds.title,
        coalesce(accepted.observations, 0) as observations,
        coalesce(accepted.unmatched, 0) as unmatched,
        coalesce(refused.quarantined, 0) as quarantined,
        {{ dbt.datediff('feeds.last_price_date', 'run.as_of_date', 'day') }} as days_old,
        feeds.stale_after_days,
        feeds.last_price_date
    from feeds
    cross join months
    cross join run
    left join accepted on feeds.source = accepted.source and months.month = accepted.month
    left join refused on feeds.source = refused.source and months.month = refused.month
    where months.is_plan_month
)

select * from final order by month, source
