{# The report's figures in long form; which there are is written from expectations/figures. A figure is identified by section,
   name, unit, product and choice (the other columns of its grain, joined by dots), and carries two fractions: of its month,
   and its part of the year to date. A sum has no denominator; what does not add up over the months has no year to date. #}

{% macro count_where(condition) -%} cast(sum(case when {{ condition }} then 1 else 0 end) as bigint) {%- endmacro %}

{# 1 for a row in which flags hold, else 0. #}
{% macro flag(condition) -%} case when {{ condition }} then 1 else 0 end {%- endmacro %}

{# What tells the figures of one grain apart; a grain is a list of columns, [] for the total. #}
{% macro figure_columns(section, name, grain) %}
    {%- set no_text = 'cast(null as ' ~ dbt.type_string() ~ ')' %}
    {%- set choices = [] %}
    {%- for column in grain if column not in ('unit_code', 'product_code') %}
        {%- do choices.append('cast(' ~ column ~ ' as ' ~ dbt.type_string() ~ ')') %}
    {%- endfor %}
        month,
        '{{ section }}' as section,
        '{{ name }}' as name,
        {{ 'unit_code' if 'unit_code' in grain else no_text }} as unit_code,
        {{ 'product_code' if 'product_code' in grain else no_text }} as product_code,
        {{ 'concat(' ~ choices | join(", '.', ") ~ ')' if choices | length > 1 else choices | first | default(no_text) }} as choice,
{%- endmacro %}

{# The same, with what the contract says of the figure. #}
{% macro figure_head(section, name, unit, grain, compared, summary) -%}
    {{ figure_columns(section, name, grain) }}
        '{{ unit }}' as measure,
        {{ compared | lower }} as is_compared,
        {{ summary | lower }} as is_in_summary,
{%- endmacro %}

{# Sums, a figure for every row's key of each grain; `names` gives a figure's unit and, by another name than its own, what is
   summed. #}
{% macro figure_sums(source, section, names, grains, to_date=true, compared=true, summary=false) -%}
    {%- for name, unit in names.items() -%}{%- set outer = loop -%}
    {%- set unit, given = (unit, name) if unit is string else unit -%}
    {%- for grain in grains %}
    select {{ figure_head(section, name, unit, grain, compared, summary) }}
        {{ exact_sum(given) }} as numerator,
        {{ to_double('null') }} as denominator,
        {{ exact_sum(given) if to_date else to_double('null') }} as period_numerator,
        {{ to_double('null') }} as period_denominator
    from {{ source }}
    group by {{ (['month'] + grain) | join(', ') }}
    {{ 'union all' if not (outer.last and loop.last) }}
    {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}

{# Ratios of two sums, rates or weighted means; `names` gives a figure's unit and what stands above and below the line. #}
{% macro figure_ratios(source, section, names, grains, compared=true, summary=false) -%}
    {%- for name, (unit, numerator, denominator) in names.items() -%}{%- set outer = loop -%}
    {%- for grain in grains %}
    select {{ figure_head(section, name, unit, grain, compared, summary) }}
        coalesce({{ exact_sum(numerator) }}, 0) as numerator,
        coalesce({{ exact_sum(denominator) }}, 0) as denominator,
        coalesce({{ exact_sum(numerator) }}, 0) as period_numerator,
        coalesce({{ exact_sum(denominator) }}, 0) as period_denominator
    from {{ source }}
    group by {{ (['month'] + grain) | join(', ') }}
    {{ 'union all' if not (outer.last and loop.last) }}
    {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}

{# How many different members (lots, producers, ...) a month has among the rows where `only` holds; the year to date counts
   each of them once. `names` gives a figure's unit and the column that names a member. `zero`: a month without any has none,
   instead of no figure. #}
{% macro figure_members(
    source, section, names, grains, only='true', zero=false, to_date=true, compared=true, summary=false
) -%}
    {%- for name, (unit, member) in names.items() -%}{%- set outer = loop -%}
    {%- for grain in grains %}
    select {{ figure_head(section, name, unit, grain, compared, summary) }}
        {{ to_double('count(distinct member)') }} as numerator,
        {{ to_double('null') }} as denominator,
        {{ to_double('count(distinct case when month = first_plan_month then member end)' if to_date else 'null') }}
            as period_numerator,
        {{ to_double('null') }} as period_denominator
    from (
        select
            {{ (['month'] + grain) | unique | join(', ') }},
            {%- if to_date %}
            min(case when is_plan_month then month end) over (
                partition by {{ (grain + ['unit_code', member]) | unique | join(', ') }}
            ) as first_plan_month,
            {%- endif %}
            concat(unit_code, '/', {{ member }}) as member
        from {{ source }}
        where {{ only }}
    ) as members
    group by {{ (['month'] + grain) | join(', ') }}
    {{ 'union all' if not (outer.last and loop.last) }}
    {%- endfor %}
    {%- if zero %}
    union all
    select {{ figure_head(section, name, unit, [], compared, summary) }}
        0 as numerator, null as denominator, 0 as period_numerator, null as period_denominator
    from {{ ref('stg_plan_months') }}
    {{ 'union all' if not outer.last }}
    {%- endif -%}
    {%- endfor -%}
{%- endmacro %}

{# The figures of one section of the interim report, a row a key with a column a name; keys are columns of the figures. #}
{% macro summary_rows(section, keys, names) %}
    select
        month, {{ keys | join(', ') }},
        {%- for name in names %}
        max(case when name = '{{ name }}' then value end) as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('rpt_summary__figures') }}
    where section = '{{ section }}' and {{ keys | join(' is not null and ') }} is not null
    group by month, {{ keys | join(', ') }}
{% endmacro %}
