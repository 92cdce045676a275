-- One row per scored assessment, as-of month, roster unit and indicator with points.
-- Read by 单位详情 and `kaohe scores`, in the order of `position`.
create or replace view unit_indicator as
select
    indicator_score.scheme_id,
    indicator_score.assessment_id,
    indicator_score.as_of,
    indicator_score.unit_id,
    unit.unit_name as unit,
    indicator_score.position,
    indicator_score.indicator_id,
    indicator.name,
    indicator_score.has_full,
    indicator_score.full_points,
    indicator_score.earned,
    indicator_score.lost,
    indicator_score.pending,
    indicator_score.provisional_lost,
    indicator_score.worst,
    indicator_score.best,
    indicator_score.is_settled,
    indicator_score.is_counted,
    indicator.clause,
    indicator.provider,
from indicator_score
inner join indicator using (scheme_id, assessment_id, indicator_id)
inner join visible_unit as unit using (unit_id);
