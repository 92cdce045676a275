-- One row per unit of an assessment's roster, with '#' and its number where there is no such unit.
-- Read by the verification (warehouse/safekeeping/verification/scheme_lists.py).
select
    roster.scheme_id,
    roster.assessment_id,
    coalesce(unit.unit_name, '#' || roster.unit_id) as unit_name,
    roster.position,
from main.roster
left join main.unit on roster.unit_id = unit.unit_id and roster.scheme_id = unit.scheme_id;
