-- One row per scheme, dataset and month that ever had a batch: the batch that stands (0: nothing any
-- more), and the one that made it so. Read by standing and standing_input. The session variable
-- `known_at` (a batch number) shows the warehouse as it stood after that batch; unset: as it is now.
create or replace view newest_change as
select
    scheme_id,
    dataset_key,
    month,
    arg_max(stands_batch_id, change_id) as batch_id,
    arg_max(batch_id, change_id) as changed_by,
from standing_change
where batch_id <= coalesce(getvariable('known_at'), 2147483647)
group by scheme_id, dataset_key, month;
