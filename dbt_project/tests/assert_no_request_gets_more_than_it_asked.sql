-- What the plan sends to a request is within its open tonnes, and only requests that are open get any.
select planned.request_id, sum(planned.quantity_t) as planned_t, max(requests.quantity_t) as open_t
from {{ ref('mart_link_plan') }} as planned
left join {{ ref('mart_link_requests') }} as requests on planned.request_id = requests.request_id
where planned.stage > 0
group by planned.request_id
having max(requests.quantity_t) is null or sum(planned.quantity_t) > max(requests.quantity_t) + 0.0005
