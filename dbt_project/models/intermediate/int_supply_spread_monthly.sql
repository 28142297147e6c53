{{ config(materialized='table') }}
with lots as (
    select * from {{ ref('stg_supply') }}
),

months as (
    select * from {{ ref('stg_plan_months') }}
),

shares as (
    select
        lots.unit_code,
        lots.row_key,
        lots.product_code,
        {{ fold('lots.producer_name') }} as producer_key,
        lots.area_ha,
        lots.expected_t,
        lots.harvested_t,
        lots.contracted_t,
        {{ unplaced('lots.expected_t', 'lots.contracted_t') }} as unplaced_t,
        lots.farmgate_price_vnd_kg,
        lots.transport_cost_vnd_kg,
        {{ window_share('lots.harvest_start', 'lots.harvest_end', 'months.month', 'months.month_end') }} as share,
        months.is_plan_month,
        months.month
    from lots
    inner join months on lots.harvest_start <= months.month_end and lots.harvest_end >= months.month
),

final as (
    select
        unit_code,
        row_key,
        product_code,
        producer_key,
        share,
        area_ha * share as area_ha,
        expected_t * share as expected_t,
        harvested_t * share as harvested_t,
        contracted_t * share as contracted_t,
        unplaced_t * share as unplaced_t,
        farmgate_price_vnd_kg,
        transport_cost_vnd_kg,
        is_plan_month,
        month
    from shares
)

select * from final
