{# Dates and windows: both ends of a window belong to it. #}

{% macro month_start(day) -%} cast({{ dbt.date_trunc('month', day) }} as date) {%- endmacro %}

{% macro days_after(day, days) -%} cast({{ dbt.dateadd('day', days, day) }} as date) {%- endmacro %}

{% macro months_after(day, months) -%} cast({{ dbt.dateadd('month', months, day) }} as date) {%- endmacro %}

{# Days from one day to another, the first and the last one included. #}
{% macro window_days(first_day, last_day) -%} ({{ dbt.datediff(first_day, last_day, 'day') }} + 1) {%- endmacro %}

{# Share of a window's days that fall inside a period which the window is known to touch. #}
{% macro window_share(window_first, window_last, period_first, period_last) -%}
    {%- set first_inside = 'greatest(' ~ window_first ~ ', ' ~ period_first ~ ')' -%}
    {%- set last_inside = 'least(' ~ window_last ~ ', ' ~ period_last ~ ')' -%}
    {{ to_double(window_days(first_inside, last_inside)) }} / {{ window_days(window_first, window_last) }}
{%- endmacro %}

{# Tonnes of a lot that have no buyer yet. #}
{% macro unplaced(expected_t, contracted_t) -%}
    greatest({{ expected_t }} - coalesce({{ contracted_t }}, 0), 0)
{%- endmacro %}

{# Tonnes, in whole kilograms, that neither an outlet stated by their keeper nor a sale has taken yet. #}
{% macro unplaced_after(whole_t, contracted_t, sold_t) -%}
    round(greatest({{ whole_t }} - greatest(coalesce({{ contracted_t }}, 0), coalesce({{ sold_t }}, 0)), 0), 3)
{%- endmacro %}

{# Days a product keeps: its least known ones, else those of its class of urgency. #}
{% macro shelf_life(days_min, urgency_class) -%}
    cast(coalesce({{ days_min }}, case {{ urgency_class }} when 'A' then 3 when 'B' then 7 when 'C' then 30 else 90 end) as integer)
{%- endmacro %}
