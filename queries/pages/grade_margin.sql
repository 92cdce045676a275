-- One row per as-of month and roster unit of an assessment that gives grades: how far from where.
-- Read by 总览 and 单项否决. points: what decides the grade; of a vetoed unit a reference, what the
-- evidence alone would give. to_pass: points − pass_mark. to_bonus: points − bonus_above, NULL where
-- no bonus depends on it; only above 0 does the bonus count.
create or replace view grade_margin as
select
    unit_sum.scheme_id,
    unit_sum.assessment_id,
    unit_sum.as_of,
    unit.unit_name as unit,
    unit.kind,
    unit_score.position,
    unit_score.rank,
    unit_score.grade,
    unit_score.is_grade_settled,
    unit_score.is_vetoed,
    unit_score.at_risk,
    unit_sum.full_points::decimal(18, 2) as full_points,
    unit_sum.earned::decimal(18, 2) as points,
    unit_sum.pending::decimal(18, 2) as pending,
    unit_sum.provisional_lost::decimal(18, 2) as provisional_lost,
    coalesce(assessment.pass_at, assessment.fail_below) as pass_mark,
    assessment.bonus_above,
    (unit_sum.earned - coalesce(assessment.pass_at, assessment.fail_below))::decimal(18, 2) as to_pass,
    (unit_sum.earned - assessment.bonus_above)::decimal(18, 2) as to_bonus,
from unit_sum
inner join assessment using (scheme_id, assessment_id)
inner join unit_score using (scheme_id, assessment_id, as_of, unit_id)
inner join visible_unit as unit using (unit_id)
where assessment.grading is not null;
