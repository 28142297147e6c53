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

{# Names are compared without case, marks and repeated spaces, with đ as d. #}
{% macro fold(text) -%}
    {{ return(adapter.dispatch('fold', 'nongsan')(text)) }}
{%- endmacro %}
{% macro default__fold(text) -%}
    regexp_replace(trim(replace(unaccent(lower({{ text }})), 'đ', 'd')), '\s+', ' ', 'g')
{%- endmacro %}
{% macro duckdb__fold(text) -%}
    regexp_replace(trim(replace(strip_accents(lower({{ text }})), 'đ', 'd')), '\s+', ' ', 'g')
{%- endmacro %}

{# The folded words of a text, letters and digits only, each between single spaces: ' gia thap '. #}
{% macro words(text) -%}
    concat(' ', trim(regexp_replace({{ fold(text) }}, '[^a-z0-9]+', ' ', 'g')), ' ')
{%- endmacro %}

{# Telephone numbers become a marker, dates and sums of money stay: the patterns of vietnamese/phones.py, twice each. #}
{% macro redact_phones(text) -%}
    {%- set dashes = '\u00a0\u2010-\u2015\u2212-' -%}
    {%- set gap = '[ ._()' ~ dashes ~ ']{0,3}' -%}
    {%- set gap_no_dot = '[ _()' ~ dashes ~ ']{0,3}' -%}
    {%- set digit = '(?:' ~ gap ~ '[0-9])' -%}
    {%- set subscriber = '(?:[35789]' ~ digit ~ '{8}|[1246]' ~ digit ~ '{8,9})' -%}
    {%- set abroad = '(?:[(][+]?(?:00)?84[)]|(?:[+]' ~ gap ~ '|00)84)' ~ gap ~ '(?:0' ~ gap ~ ')?' ~ subscriber -%}
    {%- set mobile = '(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-9])' ~ digit ~ '{7}' -%}
    {%- set bare_84 = '84' ~ gap_no_dot ~ '(?:' ~ mobile ~ '|2' ~ digit ~ '{8,9})' -%}
    {%- set area = '[(]0[1-9][0-9]{0,2}[)]' ~ digit ~ '{6,8}' -%}
    {%- set at_home = '0' ~ gap_no_dot ~ subscriber -%}
    {%- set phones = '(?:' ~ [abroad, area, at_home, bare_84] | join('|') ~ ')' -%}
    {%- set phone = '(^|[^0-9.]|[^0-9][.])' ~ phones ~ '([^0-9]|$)' -%}
    {%- set day_first = '(?:0?[1-9]|[12][0-9]|3[01])[./-](?:0?[1-9]|1[0-2])[./-](?:19|20)[0-9]{2}' -%}
    {%- set year_first = '(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9]' -%}
    {%- set date = '(^|[^0-9])(' ~ day_first ~ '|' ~ year_first ~ ')([^0-9]|$)' -%}
    {%- set marked = replaced_twice(text, date, '\\1\\2\ue000\\3') -%}
    replace({{ replaced_twice(marked, phone, '\\1[số điện thoại]\\2') }}, '{{ '\ue000' }}', '')
{%- endmacro %}

{# A match takes the characters around it along; the second time meets the neighbours of the first. #}
{% macro replaced_twice(text, pattern, replacement) -%}
    {%- set once = "regexp_replace(" ~ text ~ ", '" ~ pattern ~ "', '" ~ replacement ~ "', 'g')" -%}
    regexp_replace({{ once }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}
