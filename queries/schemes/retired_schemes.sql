-- One row per retired scheme: the newest change of its use says so.
-- Read by warehouse/schemes/retirements.py.
select
    scheme_id,
from scheme_retirement
group by scheme_id
having arg_max(is_retired, change_id);
