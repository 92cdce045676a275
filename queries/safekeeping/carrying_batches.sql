-- One row per landed batch with a column from an earlier batch, and the batch that stood before it.
-- Read by the verification (warehouse/safekeeping/verification/carried_rows.py).
select
    standing_change.batch_id,
    standing_change.stood_batch_id,
from main.standing_change
semi join main.batch_column
    on standing_change.batch_id = batch_column.batch_id
    and standing_change.batch_id <> batch_column.source_batch_id
where standing_change.batch_id = standing_change.stands_batch_id;
