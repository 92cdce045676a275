-- Wrong rows: a clause whose points do not lie within what the year can end with.
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
where worst > earned or earned > best;
