-- One row per as-of month and roster unit of an assessment that gives grades: how far from where.
-- Read by 总览 and 单项否决. points: what decides the grade; of a vetoed unit a reference, what the
-- evidence alone would give. to_pass: points − pass_mark. to_bonus: points − bonus_above, NULL where
-- no bonus depends on it; only above 0 does the bonus count.
create or replace view grade_margin as
with
    sums as (
        select
            scheme_id,
            assessment_id,
            as_of,
            unit_id,
            sum(earned) as points,
            sum(pending) as pending,
        from indicator_score
        where part <> 'bonus'
        group by all
    )

select
    sums.scheme_id,
    sums.assessment_id,
    sums.as_of,
    unit.unit_name as unit,
    unit.kind,
    unit_score.position,
    unit_score.rank,
    unit_score.grade,
    unit_score.is_vetoed,
    unit_score.at_risk,
    sums.points::decimal(18, 2) as points,
    sums.pending::decimal(18, 2) as pending,
    coalesce(assessment.pass_at, assessment.fail_below) as pass_mark,
    assessment.bonus_above,
    (sums.points - coalesce(assessment.pass_at, assessment.fail_below))::decimal(18, 2) as to_pass,
    (sums.points - assessment.bonus_above)::decimal(18, 2) as to_bonus,
from sums
inner join assessment using (scheme_id, assessment_id)
inner join unit_score using (scheme_id, assessment_id, as_of, unit_id)
inner join unit using (unit_id)
where assessment.grading is not null;
