-- One row per alias that a user confirmed for a unit of the scheme. Read by every import. Never NULL.
select
    remembered_alias.written,
    unit.unit_name,
from remembered_alias
inner join unit using (unit_id)
where remembered_alias.scheme_id = ?;
