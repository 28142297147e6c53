with lots as (
    select * from {{ ref('stg_supply') }}
),

weeks as (
    select * from {{ ref('int_weeks_coming') }}
),

shares as (
    select
        lots.unit_code,
        lots.row_key,
        lots.product_code,
        weeks.week_number,
        lots.expected_t,
        lots.contracted_t,
        {{ unplaced('lots.expected_t', 'lots.contracted_t') }} as unplaced_t,
        {{ window_share('lots.harvest_start', 'lots.harvest_end', 'weeks.week_start', 'weeks.week_end') }} as share,
        weeks.week_start
    from lots
    inner join weeks on lots.harvest_start <= weeks.week_end and lots.harvest_end >= weeks.week_start
),

final as (
    select
        unit_code,
        row_key,
        product_code,
        week_number,
        share,
        expected_t * share as supply_t,
        contracted_t * share as contracted_t,
        unplaced_t * share as unplaced_t,
        week_start
    from shares
)

select * from final
