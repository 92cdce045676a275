-- One row per unit name that a user has explained: as written in a file, and the unit it means, with
-- the batch that brought the answer. Read by the verification
-- (warehouse/safekeeping/verification/landed_batches.py).
select
    remembered_alias.scheme_id,
    remembered_alias.batch_id,
    remembered_alias.written,
    unit.unit_name,
from main.remembered_alias
inner join main.unit on remembered_alias.unit_id = unit.unit_id;
