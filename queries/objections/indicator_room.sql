-- One row: the points that a unit has earned and lost in an indicator, without those that decisions
-- on objections moved; 0 if there are none. Read to explain why a decision moves too many points.
select
    coalesce(sum(points) filter (where counts_to = 'earned'), 0) as earned,
    coalesce(sum(points) filter (where counts_to = 'lost'), 0) as lost,
from ledger
where
    scheme_id = ?
    and assessment_id = ?
    and unit_id = ?
    and indicator_id = ?
    and as_of = ?
    and not starts_with(cause, 'adjustment');
