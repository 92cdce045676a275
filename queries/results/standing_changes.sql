-- One row per dataset and month of the scheme for which a batch stands, as known to the cursor, in
-- the form of standing_change: a store without a past, in which each batch was the first of its
-- month (stood_batch_id 0). Read to copy facts into a scratch store. Never NULL.
select
    row_number() over (order by month, dataset_key) as change_id,
    batch_id,
    scheme_id,
    dataset_key,
    month,
    batch_id as stands_batch_id,
    0 as stood_batch_id,
from standing
where scheme_id = $scheme;
