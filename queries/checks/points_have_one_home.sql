-- Wrong rows: a ledger line whose kind and home contradict each other, a rounding above 0.01, or
-- a line that is there twice.
create or replace view check_points_have_one_home as
select
    scheme_id,
    assessment_id,
    as_of,
    unit_id,
    indicator_id,
    line_number,
    any_value(kind) as kind,
    any_value(counts_to) as counts_to,
    any_value(points) as points,
    count(*) as line_count,
from ledger
group by all
having count(*) > 1
    or bool_or(kind in ('lost', 'pending') and kind <> counts_to)
    or bool_or(kind in ('veto', 'at_risk') and counts_to <> 'none')
    or bool_or(kind in ('earned', 'bonus', 'deduction') and counts_to not in ('earned', 'none'))
    or bool_or(kind = 'rounding' and abs(points) > 0.01);
