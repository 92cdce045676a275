-- One row: how many audit entries, refused acts and batches a store has, and when the newest entry
-- and batch were written (UTC); NULL where there is none. Read by the health check and the metrics
-- (warehouse/safekeeping/health.py).
with
    entries as (
        select
            count(*) as entry_count,
            count(*) filter (where action in ('denied', 'refused')) as refused_count,
            max(happened_at) as newest_entry_at,
        from audit_entry
    ),

    batches as (
        select
            count(*) as batch_count,
            max(created_at) as newest_batch_at,
        from batch
    )

select
    entries.entry_count,
    entries.refused_count,
    batches.batch_count,
    entries.newest_entry_at,
    batches.newest_batch_at,
from entries
cross join batches;
