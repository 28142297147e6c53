{# What differs between engines has its one home here; models hold standard SQL. #}

{% macro to_double(expression) -%}
    {{ return(adapter.dispatch('to_double', 'nongsan')(expression)) }}
{%- endmacro %}
{% macro default__to_double(expression) -%} cast({{ expression }} as double precision) {%- endmacro %}
{% macro duckdb__to_double(expression) -%} cast({{ expression }} as double) {%- endmacro %}
{% macro spark__to_double(expression) -%} cast({{ expression }} as double) {%- endmacro %}

{# A sum that does not depend on the order of its rows, so that two builds agree to the last bit; null if all are null. #}
{% macro exact_sum(expression, over=none) -%}
    {{ to_double('sum(cast(' ~ expression ~ ' as decimal(38, 12)))' ~ (' over (' ~ over ~ ')' if over else '')) }}
{%- endmacro %}

{% macro median(expression) -%}
    {{ return(adapter.dispatch('median', 'nongsan')(expression)) }}
{%- endmacro %}
{% macro default__median(expression) -%} percentile_cont(0.5) within group (order by {{ expression }}) {%- endmacro %}
{% macro duckdb__median(expression) -%} {{ to_double('median(' ~ expression ~ ')') }} {%- endmacro %}

{# The calendar day of an instant in a time zone. #}
{% macro local_date(instant, timezone) -%}
    {{ return(adapter.dispatch('local_date', 'nongsan')(instant, timezone)) }}
{%- endmacro %}
{% macro default__local_date(instant, timezone) -%} cast(timezone({{ timezone }}, {{ instant }}) as date) {%- endmacro %}
{% macro spark__local_date(instant, timezone) -%}
    cast(from_utc_timestamp({{ instant }}, {{ timezone }}) as date)
{%- endmacro %}

{# Names are compared without case, marks and repeated spaces, with đ as d; as `fold` of vietnamese/text.py gives them.
   strip_accents would take the vowels of Khmer and Cham for marks, so those letters never pass through it. #}
{% macro fold(text) -%}
    {{ return(adapter.dispatch('fold', 'nongsan')(text)) }}
{%- endmacro %}
{% macro default__fold(text) -%}
    regexp_replace(trim(replace(unaccent(lower({{ text }})), 'đ', 'd')), '\s+', ' ', 'g')
{%- endmacro %}
{% macro duckdb__fold(text) -%}
    {%- set other = '\\x{0590}-\\x{1DFF}\\x{2C00}-\\x{10FFFF}' -%}
    trim(regexp_replace(
        translate(
            case
                when regexp_matches({{ text }}, '[{{ other }}]') then array_to_string(
                    list_transform(
                        regexp_extract_all(lower({{ text }}), '[{{ other }}]+|[^{{ other }}]+'),
                        lambda part: case
                            when regexp_matches(part, '[{{ other }}]') then part
                            else strip_accents(part)
                        end
                    ),
                    ''
                )
                else strip_accents(lower({{ text }}))
            end,
            'đð', 'dd'
        ),
        '[\s\x{00A0}\x{2000}-\x{200A}\x{202F}\x{205F}\x{3000}]+', ' ', 'g'
    ))
{%- endmacro %}

{# The folded words of a text, letters and digits only, each between single spaces: ' gia thap '. #}
{% macro words(text) -%}
    concat(' ', trim(regexp_replace({{ fold(text) }}, '[^a-z0-9]+', ' ', 'g')), ' ')
{%- endmacro %}
