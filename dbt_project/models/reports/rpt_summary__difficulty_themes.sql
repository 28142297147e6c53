with difficulties as (
    select * from {{ ref('rpt_summary__difficulties') }}
),

final as (
    select
        month,
        theme_key,
        theme,
        cast(sum(difficulties) as bigint) as difficulties,
        cast(sum(resolved) as bigint) as resolved,
        cast(sum(open) as bigint) as open,
        count(*) as units
    from difficulties
    group by month, theme_key, theme
)

select * from final order by month, theme
