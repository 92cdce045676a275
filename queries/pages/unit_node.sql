-- One row per scored assessment, as-of month, roster unit and node that is there for the unit.
-- Read by 单位详情 and `kaohe scores`, in the order of `position`.
create or replace view unit_node as
select
    node_score.*,
    unit.unit_name as unit,
from node_score
inner join visible_unit as unit using (unit_id);
