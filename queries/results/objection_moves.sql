-- One row per unit and indicator of an assessment whose points decisions on objections moved, as of
-- a month: the points given, negative if taken. Read by the result documents and the proof workbook.
select
    unit,
    indicator_id,
    sum(points) as points,
from unit_ledger
where
    scheme_id = $scheme
    and assessment_id = $assessment
    and as_of = $month
    and cause = 'adjustment'
    and kind = 'adjustment'
    and counts_to in ('earned', 'none')
group by all;
