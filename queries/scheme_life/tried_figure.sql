-- One row: the figure of one clause of one unit, as a trial shows it; none where the clause is not
-- there for the unit. NULL: no full mark; no end. Read by warehouse/scheme_life/trying.py.
select
    figure.full_points,
    figure.earned,
    figure.lost,
    figure.pending,
    figure.added,
    figure.worst,
    figure.best,
from figure
inner join unit on figure.unit_id = unit.unit_id
where
    figure.scheme_id = $scheme
    and figure.assessment_id = $assessment
    and figure.as_of = $month
    and figure.indicator_id = $clause
    and unit.unit_name = $unit;
