-- One row per call: the newest batch (0: none) and the newest version of the scheme (1 where the
-- store has none, as a scratch store). Read by every scoring, which notes on what it rests.
select
    (select coalesce(max(batch_id), 0) from batch) as batch_id,
    coalesce(max(version), 1) as scheme_version,
from scheme_version
where scheme_id = ?;
