-- One row per assessment, as-of month, unit and clause or node: its stored points, with those
-- beside a full mark, up to a month. Read by warehouse/scheme_life/score_moves.py.
select
    figure.assessment_id,
    figure.as_of,
    unit.unit_name as unit,
    figure.indicator_id,
    figure.earned + figure.added as points,
    figure.full_points,
    figure.lost,
    figure.pending,
from figure
inner join unit on figure.unit_id = unit.unit_id
where figure.scheme_id = $scheme and figure.as_of <= $months and figure.indicator_id <> 'total';
