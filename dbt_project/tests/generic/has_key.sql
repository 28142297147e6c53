{# The columns identify one row: no two rows share them and, unless listed as optional, none of them is null. #}
{% test has_key(model, columns, optional=[]) %}
select {{ columns | join(', ') }}, count(*) as row_count
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
{%- for column in columns if column not in optional %} or {{ column }} is null{% endfor %}
{% endtest %}
