-- One row per batch that was imported from a file, oldest first. Read by the verification
-- (warehouse/safekeeping/verification/landed_batches.py).
-- sha256 and sheet are NULL where the store has lost them or never had them.
select
    batch_id,
    scheme_id,
    dataset_key,
    month,
    sha256,
    coalesce(file_name, '') as file_name,
    sheet,
    coalesce(headers, []) as headers,
    row_count,
    answers,
    created_at,
from main.batch
where kind = 'import'
order by batch_id;
