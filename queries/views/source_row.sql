-- One row per row of a batch's file that the reader may see: the printed headers, the cells as
-- they stood, and the form. Read by every page that shows evidence. Never NULL.
select
    batch.headers,
    source_row.cells,
    batch.dataset_key,
from source_row
inner join visible_unit using (unit_id)
inner join batch using (batch_id)
where source_row.batch_id = ? and source_row.row_number = ?;
