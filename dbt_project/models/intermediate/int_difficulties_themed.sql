{{ config(materialized='table') }}
with difficulties as (
    select *, {{ words('difficulty') }} as difficulty_words from {{ ref('stg_difficulties') }}
),

themes as (
    select *, {{ words('keyword') }} as keyword_words from {{ ref('difficulty_themes') }}
),

shown as (
    select * from {{ ref('stg_shown_texts') }}
),

matched as (
    select
        difficulties.unit_code,
        difficulties.row_key,
        themes.theme,
        row_number() over (
            partition by difficulties.unit_code, difficulties.row_key order by themes.priority, themes.theme
        ) as preference
    from difficulties
    inner join themes
        on {{ dbt.position('themes.keyword_words', 'difficulties.difficulty_words') }} > 0
        and themes.valid_from <= difficulties.raised_on
        and (themes.valid_to is null or themes.valid_to >= difficulties.raised_on)
),

final as (
    select
        difficulties.unit_code,
        difficulties.row_key,
        coalesce(matched.theme, 'other') as theme_key,
        {{ choice_label('difficulty_themes', 'theme', "coalesce(matched.theme, 'other')") }} as theme,
        difficulties.product_name,
        coalesce(shown_difficulties.shown, difficulties.difficulty) as difficulty,
        coalesce(shown_proposals.shown, difficulties.proposal) as proposal,
        difficulties.status,
        difficulties.status <> {{ choice('difficulties', 'status', 'resolved') }} as is_open,
        difficulties.raised_on
    from difficulties
    left join matched
        on difficulties.unit_code = matched.unit_code
        and difficulties.row_key = matched.row_key
        and matched.preference = 1
    left join shown as shown_difficulties on difficulties.difficulty = shown_difficulties.typed
    left join shown as shown_proposals on difficulties.proposal = shown_proposals.typed
)

select * from final
