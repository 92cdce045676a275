-- One row per scheme, dataset and month that ever had a batch: what stands for it (0: nothing any
-- more) and which batch made it so. Read by the editions, as known at the session's `known_at`.
-- NULL: file, sheet and SHA-256 where nothing stands; a reason that nobody gave.
create or replace view standing_input as
select
    newest_change.scheme_id,
    newest_change.dataset_key,
    newest_change.month,
    newest_change.batch_id,
    stands.file_name,
    stands.sha256,
    stands.sheet,
    newest_change.changed_by,
    changed.kind,
    changed.reason,
from newest_change
inner join batch as changed on newest_change.changed_by = changed.batch_id
left join batch as stands on newest_change.batch_id = stands.batch_id;
