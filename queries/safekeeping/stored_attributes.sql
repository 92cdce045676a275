-- One row per figure of a unit and span of months, with '#' and the unit's number where there is no such unit; then
-- scheme_id is NULL. Read by the verification (warehouse/safekeeping/verification/scheme_lists.py).
select
    unit.scheme_id,
    coalesce(unit.unit_name, '#' || unit_attribute.unit_id) as unit_name,
    unit_attribute.attribute_key,
    unit_attribute.from_month,
    unit_attribute.to_month,
    unit_attribute.attribute_value,
from main.unit_attribute
left join main.unit on unit_attribute.unit_id = unit.unit_id;
