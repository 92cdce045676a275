-- One row per reported column of the scheme's standing batches, as batch_column has it. Read to copy
-- facts into a scratch store. position is NULL for a column carried over from an earlier batch.
select *
from batch_column
where batch_id in (select standing.batch_id from standing where standing.scheme_id = $scheme);
