-- Wrong rows: a clause or node whose earned, lost and pending points do not add up to its full mark,
-- or a clause with one of them negative while something is open. Points beyond the full mark, where
-- the notice allows them, and a node that limits what stands in it are no fault.
create or replace view check_balance as
select
    scheme_id,
    assessment_id,
    as_of,
    unit_id,
    indicator_id,
    full_points,
    earned,
    lost,
    pending,
from indicator_score
where has_full
    and (
        least(lost, pending) < 0
        or (earned <= full_points and earned + lost + pending <> full_points)
        or (earned > full_points and lost + pending <> 0)
    );
