-- One row per topic of a scheme that was ever answered: its newest answer, who gave it and when.
-- Read by every import that asks a question. Never NULL.
select
    topic,
    arg_max(answer, batch_id) as answer,
    arg_max(actor, batch_id) as actor,
    arg_max(created_at, batch_id) as created_at,
from remembered_answer
where scheme_id = ?
group by topic;
