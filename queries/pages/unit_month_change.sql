-- One row per scored assessment, as-of month from February on, roster unit and indicator whose
-- figures differ from those of the month before. Read by 单位详情.
create or replace view unit_month_change as
select
    now.scheme_id,
    now.assessment_id,
    now.as_of,
    now.unit_id,
    now.unit,
    now.position,
    now.indicator_id,
    now.name,
    now.earned,
    now.lost,
    now.pending,
    now.earned - before.earned as earned_change,
    now.lost - before.lost as lost_change,
    now.pending - before.pending as pending_change,
from unit_indicator as now
inner join unit_indicator as before
    on now.scheme_id = before.scheme_id
    and now.assessment_id = before.assessment_id
    and now.as_of = before.as_of + 1
    and now.unit_id = before.unit_id
    and now.indicator_id = before.indicator_id
where (now.earned, now.lost, now.pending) is distinct from
    (before.earned, before.lost, before.pending);
