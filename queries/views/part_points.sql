-- One row per unit that a clause or node concerns: its points as the evidence gives them, vetoed or not,
-- to 2 decimals half up. Read beside grade_margin, where a grade stands on a part of the total.
-- provisional_lost: the part of the lost points that may still come back.
select
    unit.unit_name as unit,
    figure.full_points::decimal(18, 2) as "full",
    (figure.earned + figure.added)::decimal(18, 2) as points,
    figure.pending::decimal(18, 2) as pending,
    greatest(
        figure.lost - greatest(figure.full_points - coalesce(figure.best, figure.full_points), 0), 0
    )::decimal(18, 2) as provisional_lost,
from figure
inner join visible_unit as unit using (unit_id)
where
    figure.scheme_id = $scheme
    and figure.assessment_id = $assessment
    and figure.as_of = $month
    and figure.indicator_id = $part;
