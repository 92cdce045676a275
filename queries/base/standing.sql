-- One row per scheme, dataset and month for which a batch stands, as known at the session's
-- `known_at`. Read by every view over dataset tables.
create or replace view standing as
select
    newest_change.scheme_id,
    newest_change.dataset_key,
    newest_change.month,
    newest_change.batch_id,
from newest_change
where newest_change.batch_id > 0;
