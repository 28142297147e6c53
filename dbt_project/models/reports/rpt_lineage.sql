{# Every row behind every figure: a view, worked out when somebody asks. A figure's rows sum to it, or to its two parts. #}
{{ config(materialized='view') }}
{% set kinds = ['outcomes', 'supply', 'demand', 'activities', 'reporting', 'prices', 'signals', 'alerts', 'spans', 'links'] %}
with rows_of_figures as (
    {% for kind in kinds %}
    select * from {{ ref('int_lineage_' ~ kind) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

final as (
    select
        month,
        concat_ws('.', section, name, unit_code, product_code, choice) as figure_id,
        section,
        name,
        unit_code,
        product_code,
        choice,
        part,
        table_name,
        row_unit_code,
        row_key,
        snapshot_id,
        sheet_row,
        source_columns,
        share,
        contribution,
        period_contribution
    from rows_of_figures
)

select * from final
