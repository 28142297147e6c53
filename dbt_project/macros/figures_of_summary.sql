{# Generated from expectations/figures by `nongsan contracts write`; do not edit. #}
{% macro figures_of_summary() %}
    {{ [
        figure_sums(ref('rpt_summary__difficulties'), 'difficulties', {
            'difficulties': 'count', 'resolved': 'count', 'open': 'count'
        }, grains=[[]])
    ] | join('union all') }}
{% endmacro %}
