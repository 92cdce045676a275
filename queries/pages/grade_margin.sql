-- One row per as-of month and roster unit of an assessment that gives grades: what decides the grade.
-- Read by 总览 and 单项否决. Points are those of the evidence; of a unit that a veto takes them from they
-- are a reference.
create or replace view grade_margin as
select
    unit_score.scheme_id,
    unit_score.assessment_id,
    unit_score.as_of,
    unit_score.unit_id,
    unit.unit_name as unit,
    unit.kind,
    unit_score.position,
    unit_score.rank,
    unit_score.grade,
    unit_score.is_grade_settled,
    unit_score.is_grade_provisional,
    unit_score.is_vetoed,
    unit_score.vetoes,
    unit_score.at_risk,
    unit_score.full_points,
    unit_score.own_earned as points,
    unit_score.own_pending as pending,
    unit_score.own_provisional_lost as provisional_lost,
from unit_score
inner join assessment using (scheme_id, assessment_id)
inner join visible_unit as unit using (unit_id)
where assessment.is_graded;
