{# Rows behind the report's figures, in the grains of figures.sql: what each row of a sheet or a feed gives to a figure.
   A source of rows has month, unit_code, product_code and the row's address (table_name, row_unit_code, row_key,
   snapshot_id, sheet_row); `names` maps a figure's name to what a row gives to it and to the columns that say so. #}

{% macro lineage_columns(section, name, unit, product, choice, part, columns, share) %}
    select {{ figure_columns(section, name, unit, product, choice) }}
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
{% macro lineage_sums(source, section, names, unit=false, product=false, choice=none, totals=true, state=false, share='1') -%}
    {%- set has_key = unit or product or choice -%}
    {%- set grains = [(unit, product, choice)] * (1 if has_key else 0) + [(false, false, none)] * (1 if totals else 0) -%}
    {%- for name, (given, columns) in names.items() -%}{%- set outer = loop -%}
    {%- for unit, product, choice in grains %}
    {{ lineage_columns(section, name, unit, product, choice, 'sum', columns, share) }}
        {{ to_double(given) }} as contribution,
        {{ to_double('null' if state else given) }} as period_contribution
    from {{ source }}
    where {{ given }} is not null
    {{ 'union all' if not (outer.last and loop.last) }}
    {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}

{# Rows of figure_ratio: what each gives to what stands above the line and below it. #}
{% macro lineage_ratio(source, section, name, numerator, denominator, unit=false, product=false, choice=none, share='1') -%}
    {%- for part, (given, columns) in [('numerator', numerator), ('denominator', denominator)] %}
    {{ lineage_columns(section, name, unit, product, choice, part, columns, share) }}
        {{ to_double(given) }} as contribution,
        {{ to_double(given) }} as period_contribution
    from {{ source }}
    where {{ given }} is not null
    {{ 'union all' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{# Rows of figure_members: a member with several rows counts once, at the first of them. #}
{% macro lineage_members(source, section, name, member, columns, unit=false, product=false, choice=none, state=false, share='1') -%}
    {%- set keys = ['unit_code'] * unit + ['product_code'] * product + [choice] * (choice is not none) -%}
    {%- set grain = keys | join(', ') ~ (', ' if keys) -%}
    {{ lineage_columns(section, name, unit, product, choice, 'member', columns, share) }}
        {{ to_double('case when turn = 1 then 1 else 0 end') }} as contribution,
        {{ to_double('null' if state else 'case when turn = 1 and month = first_plan_month then 1 else 0 end') }}
            as period_contribution
    from (
        select
            *,
            row_number() over (partition by {{ grain }}month, unit_code, {{ member }} order by row_key, sheet_row) as turn,
            min(case when is_plan_month then month end) over (partition by {{ grain }}unit_code, {{ member }})
                as first_plan_month
        from {{ source }}
    ) as members
{%- endmacro %}
