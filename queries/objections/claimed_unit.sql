-- One row: the id of a claim's unit, and the newest edition of the claim's month.
-- edition_id is NULL if the month was not issued. Read when an objection is filed.
select
    unit.unit_id,
    (
        select arg_max(edition.edition_id, edition.revision)
        from edition
        where edition.scheme_id = $scheme and edition.month = $month
    ) as edition_id,
from unit
where unit.scheme_id = $scheme and unit.unit_name = $unit;
