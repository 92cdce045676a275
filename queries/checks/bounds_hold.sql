-- Wrong rows: an indicator whose earned points do not lie within what the year can end with.
create or replace view check_bounds_hold as
select
    scheme_id,
    assessment_id,
    as_of,
    unit_id,
    indicator_id,
    worst,
    earned,
    best,
from indicator_score
where worst is null
    or worst < 0
    or worst > earned
    or earned > best
    or is_settled <> coalesce(worst = best, false);
