-- What the months of the year hold and the one number outside it make up the accepted tonnes, to the kilogram.
select table_name, accepted_t, inside_year_t, outside_year_t
from {{ ref('int_spread_reconciled') }}
where abs(accepted_t - inside_year_t - outside_year_t) > 0.001
