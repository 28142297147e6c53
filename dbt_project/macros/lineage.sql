{# Rows behind the report's figures, in the grains of figures.sql: what each row of a sheet or a feed gives to a figure.
   A source of rows has month, unit_code, product_code and the row's address (table_name, row_unit_code, row_key,
   snapshot_id, sheet_row); `names` maps a figure's name to what a row gives to it and to the columns that say so. #}

{% macro lineage_columns(section, name, grain, part, columns, share) %}
    select {{ figure_columns(section, name, grain) }}
        '{{ part }}' as part,
        table_name,
        row_unit_code,
        row_key,
        snapshot_id,
        sheet_row,
        '{{ columns }}' as source_columns,
        {{ share }} as share,
{%- endmacro %}

{# The row's address where a model of rows carries its key only, or its place in the sheet only. #}
{% macro row_address(table, row_key='row_key', snapshot_id=none, sheet_row=none, holder='unit_code') -%}
    {{ table }} as table_name,
    {{ holder }} as row_unit_code,
    {{ row_key or 'cast(null as ' ~ dbt.type_string() ~ ')' }} as row_key,
    {{ snapshot_id or 'cast(null as ' ~ dbt.type_string() ~ ')' }} as snapshot_id,
    cast({{ sheet_row or 'null' }} as {{ dbt.type_int() }}) as sheet_row
{%- endmacro %}

{# Rows of figure_sums. #}
{% macro lineage_sums(source, section, names, grains, to_date=true, share='1') -%}
    {%- for name, (given, columns) in names.items() -%}{%- set outer = loop -%}
    {%- for grain in grains %}
    {{ lineage_columns(section, name, grain, 'sum', columns, share) }}
        {{ to_double(given) }} as contribution,
        {{ to_double(given if to_date else 'null') }} as period_contribution
    from {{ source }}
    where {{ given }} is not null
    {{ 'union all' if not (outer.last and loop.last) }}
    {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}

{# Rows of figure_ratios: what each gives to what stands above the line and below it. #}
{% macro lineage_ratios(source, section, names, grains, share='1') -%}
    {%- for name, parts in names.items() -%}{%- set first = loop -%}
    {%- for grain in grains -%}{%- set second = loop -%}
    {%- for part, (given, columns) in [('numerator', parts[0]), ('denominator', parts[1])] %}
    {{ lineage_columns(section, name, grain, part, columns, share) }}
        {{ to_double(given) }} as contribution,
        {{ to_double(given) }} as period_contribution
    from {{ source }}
    where {{ given }} is not null
    {{ 'union all' if not (first.last and second.last and loop.last) }}
    {%- endfor -%}
    {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}

{# Rows of figure_members: a member with several rows counts once, at the first of them. #}
{% macro lineage_members(source, section, names, grains, to_date=true, share='1') -%}
    {%- for name, (member, columns) in names.items() -%}{%- set outer = loop -%}
    {%- for grain in grains %}
    {%- set keys = grain | join(', ') ~ (', ' if grain) -%}
    {{ lineage_columns(section, name, grain, 'member', columns, share) }}
        {{ to_double(flag('turn = 1')) }} as contribution,
        {{ to_double(flag('turn = 1 and month = first_plan_month') if to_date else 'null') }} as period_contribution
    from (
        select
            *,
            row_number() over (partition by {{ keys }}month, unit_code, {{ member }} order by row_key, sheet_row) as turn,
            min(case when is_plan_month then month end) over (partition by {{ keys }}unit_code, {{ member }})
                as first_plan_month
        from {{ source }}
    ) as members
    {{ 'union all' if not (outer.last and loop.last) }}
    {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}
