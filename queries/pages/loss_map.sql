-- One row per scored assessment, as-of month, roster unit and indicator that can lose points.
-- Read by 指标分析. loss_pct: lost ÷ full, in percent to 2 decimals half up. Bonuses are left out:
-- nothing is lost by not earning one. A vetoed unit's rows say what the evidence alone would give.
create or replace view loss_map as
select
    indicator_score.scheme_id,
    indicator_score.assessment_id,
    indicator_score.as_of,
    indicator_score.unit_id,
    unit.unit_name as unit,
    unit.kind,
    unit_score.position as unit_position,
    unit_score.rank,
    unit_score.is_vetoed,
    indicator_score.indicator_id,
    indicator_score.position,
    indicator.name,
    indicator.clause,
    indicator.provider,
    indicator_score.full_points,
    indicator_score.earned,
    indicator_score.lost,
    indicator_score.provisional_lost,
    indicator_score.pending,
    (
        (2 * (indicator_score.lost * 1000000)::hugeint + (indicator_score.full_points * 100)::hugeint)
        // (2 * (indicator_score.full_points * 100)::hugeint)
    )::decimal(18, 0)
    * 0.01::decimal(3, 2) as loss_pct,
from indicator_score
inner join indicator using (scheme_id, assessment_id, indicator_id)
inner join unit_score using (scheme_id, assessment_id, as_of, unit_id)
inner join visible_unit as unit using (unit_id)
where indicator_score.full_points > 0;
