{# A choice is asked for by its key; contract_choices.sql knows the labels. #}

{# Labels by key of a column's choices, in the order in which they are offered. #}
{% macro choice_map(table, column) -%}
    {%- set labels = contract_choices().get(table ~ '.' ~ column) -%}
    {%- if not labels -%}
        {{ exceptions.raise_compiler_error('no choices are known of ' ~ table ~ '.' ~ column) }}
    {%- endif -%}
    {{ return(labels) }}
{%- endmacro %}

{# The label of one choice, as a quoted text: {{ choice('sales', 'kind', 'gift') }}. #}
{% macro choice(table, column, key) -%}
    {%- set labels = choice_map(table, column) -%}
    {%- if key not in labels -%}
        {{ exceptions.raise_compiler_error(table ~ '.' ~ column ~ ' has no choice ' ~ key) }}
    {%- endif -%}
    {{ return("'" ~ labels[key] | replace("'", "''") ~ "'") }}
{%- endmacro %}

{# The labels of a column's choices, or of some of them by key, as a list; for the test accepted_values. #}
{% macro choice_labels(table, column, keys=none) -%}
    {%- set labels, wanted = choice_map(table, column), [] -%}
    {%- for key in keys or labels %}{% do wanted.append(labels[key]) %}{% endfor -%}
    {{ return(wanted) }}
{%- endmacro %}

{# The keys of a column's choices, as a list; for the test accepted_values. #}
{% macro choice_keys(table, column) -%}
    {{ return(choice_map(table, column).keys() | list) }}
{%- endmacro %}

{# The label of the choice whose key an expression holds; null where it holds none of them. #}
{% macro choice_label(table, column, expression) -%}
    case {{ expression }}
        {%- for key in choice_map(table, column) %} when '{{ key }}' then {{ choice(table, column, key) }}{% endfor %} end
{%- endmacro %}

{# The key of the choice whose label an expression holds; null where it holds none of them. #}
{% macro choice_key(table, column, expression) -%}
    case {{ expression }}
        {%- for key in choice_map(table, column) %} when {{ choice(table, column, key) }} then '{{ key }}'{% endfor %} end
{%- endmacro %}
