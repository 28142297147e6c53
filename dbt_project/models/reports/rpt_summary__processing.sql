with outcomes as (
    select * from {{ ref('rpt_summary__outcomes_by_product') }}
),

final as (
    select month, product_code, product_name, processed_t, sold_t, processed_t / nullif(sold_t, 0) as processed_share
    from outcomes
    where processed_t > 0
)

select * from final order by month, product_code
