-- One row per scored assessment, as-of month, roster unit and clause that is there for the unit.
-- Read by the pages. full_points: NULL of an addition or deduction, whose points are `earned`,
-- whether they count or not. worst, best: what the year can end with (NULL: no end);
-- provisional_lost: the part of the lost points that may still come back.
create or replace view indicator_score as
select
    figure.scheme_id,
    figure.assessment_id,
    figure.as_of,
    figure.unit_id,
    figure.indicator_id,
    indicator.position,
    figure.full_points is not null as has_full,
    figure.full_points,
    figure.earned + figure.added as earned,
    figure.lost,
    figure.pending,
    figure.worst,
    figure.best,
    figure.is_open,
    figure.is_counted,
    coalesce(figure.worst = figure.best, false) as is_settled,
    greatest(
        figure.lost - greatest(figure.full_points - coalesce(figure.best, figure.full_points), 0), 0
    ) as provisional_lost,
from figure
inner join indicator using (scheme_id, assessment_id, indicator_id)
where indicator.kind = 'clause';
