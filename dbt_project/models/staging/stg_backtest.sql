with source as (
    select * from {{ source('raw', 'backtest') }}
),

final as (
    select
        method,
        origins,
        window_days,
        alerted,
        hits,
        {{ to_double('source.precision') }} as precision_share,
        {{ to_double('source.precision_low') }} as precision_low_share,
        {{ to_double('source.precision_high') }} as precision_high_share,
        rescued,
        caught,
        {{ to_double('source.recall') }} as recall_share,
        {{ to_double('source.recall_low') }} as recall_low_share,
        {{ to_double('source.recall_high') }} as recall_high_share,
        warned_sales,
        {{ to_double('median_lead_days') }} as median_lead_days,
        {{ to_double('lead_days_low') }} as lead_days_low,
        {{ to_double('lead_days_high') }} as lead_days_high,
        first_origin,
        last_origin
    from source
)

select * from final
