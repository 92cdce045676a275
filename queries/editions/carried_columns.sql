-- One row per column that one of the batches carried over from an earlier batch, with the file of
-- that one. Read by the editions. file_name and sha256 are NULL where it was landed without a file.
select
    batch_column.batch_id,
    batch_column.column_key,
    batch_column.source_batch_id,
    batch.file_name,
    batch.sha256,
from batch_column
inner join batch on batch_column.source_batch_id = batch.batch_id
where
    batch_column.batch_id = any(?) and batch_column.source_batch_id <> batch_column.batch_id
order by all;
