with solved as (
    select * from {{ ref('int_link_solved') }} where part = 'reliability'
),

histories as (
    select * from {{ ref('int_link_histories') }}
),

final as (
    select
        solved.party_type,
        solved.party_key,
        histories.party_name,
        solved.claimed,
        solved.confirmed,
        solved.delivered,
        solved.confirmed_rate,
        solved.delivered_rate,
        solved.reliability,
        solved.low,
        solved.high
    from solved
    inner join histories on solved.party_type = histories.party_type and solved.party_key = histories.party_key
)

select * from final
