-- One row: the newest batch (0: none) and the newest version of a scheme (1 if none is registered).
-- Read by every scoring, which records them with its scores.
select
    (select coalesce(max(batch_id), 0) from batch) as batch_id,
    coalesce(max(version), 1) as scheme_version,
from scheme_version
where scheme_id = ?;
