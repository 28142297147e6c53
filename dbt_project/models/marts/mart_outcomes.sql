with sales as (
    select * from {{ ref('fct_sales') }}
),

final as (
    select
        month,
        unit_code,
        product_code,
        channel,
        kind,
        count(*) as sales,
        count(distinct producer_key) as producers,
        {{ exact_sum('quantity_t') }} as quantity_t,
        {{ exact_sum('value_vnd') }} as value_vnd,
        cast(sum(households) as bigint) as households,
        {{ exact_sum('processed_t') }} as processed_t
    from sales
    group by month, unit_code, product_code, channel, kind
)

select * from final
