-- One row per assessment, as-of month and unit: the stored total, rank and grade of a scheme up to
-- a month. Read by warehouse/scheme_life/score_moves.py.
select
    result.assessment_id,
    result.as_of,
    unit.unit_name as unit,
    result.total,
    result.rank,
    result.grade,
from result
inner join unit on result.unit_id = unit.unit_id
where result.scheme_id = $scheme and result.as_of <= $months;
