-- One row per objection with what was decided on it last. Read by 复核 and `kaohe objection list`.
-- state: open, accepted, partly, rejected, withdrawn. NULL: no decision yet (outcome and what
-- follows it), no edition of the month when it was filed, no evidence file.
create or replace view objection_status as
with
    newest as (
        select
            objection_id,
            max(decision_id) as decision_id,
        from decision
        group by objection_id
    )

select
    objection.objection_id,
    objection.scheme_id,
    objection.assessment_id,
    objection.unit_id,
    unit.unit_name as unit,
    objection.indicator_id,
    coalesce(indicator.name, objection.indicator_id) as indicator_name,
    objection.month,
    objection.edition_id,
    objection.line_key,
    objection.line,
    objection.request,
    objection.sha256,
    objection.file_name,
    objection.actor,
    objection.filed_at,
    objection.due_on,
    coalesce(decision.outcome, 'open') as state,
    decision.points,
    decision.month as from_month,
    decision.batch_id,
    decision.reason,
    decision.actor as decided_by,
    decision.decided_at,
from objection
inner join visible_unit as unit on objection.unit_id = unit.unit_id
left join indicator
    on objection.scheme_id = indicator.scheme_id
    and objection.assessment_id = indicator.assessment_id
    and objection.indicator_id = indicator.indicator_id
left join newest on objection.objection_id = newest.objection_id
left join decision on newest.decision_id = decision.decision_id;
