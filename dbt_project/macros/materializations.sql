{# A build writes into a file of its own that nobody reads before it is whole: nothing is there to set aside, rename or restore,
   so one statement makes a relation. The adapter's own materializations serve the other engines. #}

{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] %}
    {%- set made = this.incorporate(type='table') -%}
    {{ drop_relation_if_exists(load_cached_relation(this)) }}
    {% call statement('main', language=model['language']) -%}
        {{ create_table_as(False, made, compiled_code, model['language']) }}
    {%- endcall %}
    {{ adapter.commit() }}
    {{ return({'relations': [made]}) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb' %}
    {%- set made = this.incorporate(type='view') -%}
    {{ drop_relation_if_exists(load_cached_relation(this)) }}
    {% call statement('main') -%}
        {{ create_view_as(made, compiled_code) }}
    {%- endcall %}
    {{ adapter.commit() }}
    {{ return({'relations': [made]}) }}
{% endmaterialization %}
