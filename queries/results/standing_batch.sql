-- One row: the batch that stands for a dataset's month, as known to the cursor; no row if none does.
-- Read by every import, and by the bulletins and exports of forms. sha256 and sheet are those of its
-- file; NULL if it was landed without one, as tests do.
select
    standing.batch_id,
    batch.sha256,
    batch.sheet,
from standing
inner join batch using (batch_id)
where standing.scheme_id = ? and standing.dataset_key = ? and standing.month = ?;
