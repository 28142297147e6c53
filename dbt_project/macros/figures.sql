{# The report's figures in long form. A figure is identified by section, name, unit, product and choice (a channel, a buyer
   type, a week, ...; several joined by dots), and carries two fractions: of its month, and its part of the year to date.
   A sum has no denominator; a state has no year to date. #}

{% macro count_where(condition) -%} cast(sum(case when {{ condition }} then 1 else 0 end) as bigint) {%- endmacro %}

{% macro figure_columns(section, name, unit, product, choice) %}
    {%- set no_text = 'cast(null as ' ~ dbt.type_string() ~ ')' %}
        month,
        '{{ section }}' as section,
        '{{ name }}' as name,
        {{ 'unit_code' if unit else no_text }} as unit_code,
        {{ 'product_code' if product else no_text }} as product_code,
        {{ choice or no_text }} as choice,
{% endmacro %}

{% macro figure_keys(unit, product, choice) -%}
    month{{ ', unit_code' if unit }}{{ ', product_code' if product }}{{ ', ' ~ choice if choice }}
{%- endmacro %}

{# Sums of columns of a table, one figure per row's key and, if asked, one for all of them. #}
{% macro figure_sums(source, section, names, unit=false, product=false, choice=none, totals=true, state=false) -%}
    {%- set has_key = unit or product or choice -%}
    {%- set grains = [(unit, product, choice)] * (1 if has_key else 0) + [(false, false, none)] * (1 if totals else 0) -%}
    {%- for name in names -%}{%- set outer = loop -%}
    {%- for unit, product, choice in grains %}
    select {{ figure_columns(section, name, unit, product, choice) }}
        {{ exact_sum(name) }} as numerator,
        {{ to_double('null') }} as denominator,
        {{ to_double('null') if state else exact_sum(name) }} as period_numerator,
        {{ to_double('null') }} as period_denominator
    from {{ source }}
    group by {{ figure_keys(unit, product, choice) }}
    {{ 'union all' if not (outer.last and loop.last) }}
    {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}

{# A ratio of two sums: a rate or a weighted mean. #}
{% macro figure_ratio(source, section, name, numerator, denominator, unit=false, product=false, choice=none) %}
    select {{ figure_columns(section, name, unit, product, choice) }}
        coalesce({{ exact_sum(numerator) }}, 0) as numerator,
        coalesce({{ exact_sum(denominator) }}, 0) as denominator,
        coalesce({{ exact_sum(numerator) }}, 0) as period_numerator,
        coalesce({{ exact_sum(denominator) }}, 0) as period_denominator
    from {{ source }}
    group by {{ figure_keys(unit, product, choice) }}
{% endmacro %}

{# How many different members (lots, producers, ...) a month has; the year to date counts each of them once. #}
{% macro figure_members(source, section, name, member, unit=false, product=false, choice=none) %}
    {%- set keys = ['unit_code'] * unit + ['product_code'] * product + [choice] * (choice is not none) -%}
    {%- set columns = keys | join(', ') ~ (', ' if keys) %}
    select {{ figure_columns(section, name, unit, product, choice) }}
        {{ to_double('count(*)') }} as numerator,
        {{ to_double('null') }} as denominator,
        {{ to_double('sum(case when month = first_plan_month then 1 else 0 end)') }} as period_numerator,
        {{ to_double('null') }} as period_denominator
    from (
        select
            {{ columns }}month,
            min(case when is_plan_month then month end) over (partition by {{ columns }}member) as first_plan_month
        from (
            select distinct {{ columns }}month, is_plan_month, concat(unit_code, '/', {{ member }}) as member
            from {{ source }}
        ) as monthly_members
    ) as members
    group by {{ figure_keys(unit, product, choice) }}
{% endmacro %}

{# The kind of number a figure is, from the unit its name ends with. #}
{% macro figure_measure(name) -%}
    case
        when {{ name }} like '%\_vnd\_kg' escape '\' then 'vnd_kg'
        when {{ name }} like '%\_vnd' escape '\' then 'vnd'
        when {{ name }} like '%\_ha' escape '\' then 'ha'
        when {{ name }} like '%\_t' escape '\' then 't'
        when {{ name }} like '%\_rate' escape '\' or {{ name }} like '%\_share' escape '\' then 'rate'
        else 'count'
    end
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
