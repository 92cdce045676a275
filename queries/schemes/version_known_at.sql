-- One row: the version of a scheme that applied right after a batch; before its first version the
-- first one, NULL where the scheme has none. Read by warehouse/schemes/scheme_history.py.
select
    coalesce(max(version) filter (where after_batch_id < $batch), min(version)) as version,
from scheme_version
where scheme_id = $scheme;
