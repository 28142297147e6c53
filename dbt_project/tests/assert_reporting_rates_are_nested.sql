-- Usable units are complete, complete and timely ones have been received, and what was received has an instant.
select month, unit_code, received, complete, on_time, usable, first_received_at
from {{ ref('mart_reporting') }}
where
    (usable and not complete)
    or (complete and not received)
    or (on_time and not received)
    or (received and first_received_at is null)
    or (not received and first_received_at is not null)
