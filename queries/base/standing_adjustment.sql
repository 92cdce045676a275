-- One row per objection of which a decision moves points, or moved them before it was ended
-- (points = 0). Read by the scoring, the checks and the editions. Like `standing` it goes by the
-- session variable `known_at`: a decision that moves points, or ends a move, is a batch.
-- first_month: the earliest month whose figures the decision changed; NULL in a scratch store.
create or replace view standing_adjustment as
with
    known as (
        select *
        from decision
        where batch_id <= coalesce(getvariable('known_at'), 2147483647)
    ),

    newest as (
        select
            objection_id,
            max(decision_id) as decision_id,
        from known
        group by objection_id
    )

select
    objection.objection_id,
    objection.scheme_id,
    objection.assessment_id,
    objection.unit_id,
    objection.indicator_id,
    known.month,
    known.points,
    known.outcome,
    known.reason,
    known.batch_id,
    batch.month as first_month,
    objection.file_name,
    objection.sha256,
from newest
inner join known using (decision_id)
inner join objection on newest.objection_id = objection.objection_id
left join batch on known.batch_id = batch.batch_id;
