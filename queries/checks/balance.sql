-- Wrong rows: an indicator whose earned, lost and pending points do not add up to its full points,
-- or one of them negative. Points beyond the full (extra_points = beyond_full) are no fault.
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
where part <> 'bonus'
    and (
        least(earned, lost, pending) < 0
        or (earned <= full_points and earned + lost + pending <> full_points)
        or (earned > full_points and lost + pending <> 0)
    );
