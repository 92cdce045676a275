-- One row per scored assessment, as-of month and roster unit, as the leaderboard shows it.
-- Read by 排行榜 and `kaohe scores`. previous_*: of the month before, NULL in January; the other
-- NULLs are those of unit_score.
create or replace view leaderboard as
select
    now_scored.scheme_id,
    now_scored.assessment_id,
    now_scored.as_of,
    now_scored.unit_id,
    now_scored.position,
    unit.unit_name as unit,
    unit.kind,
    now_scored.unit_group,
    now_scored.rank,
    before.rank as previous_rank,
    now_scored.full_points,
    now_scored.earned,
    now_scored.lost,
    now_scored.pending,
    now_scored.provisional_lost,
    now_scored.total,
    before.total as previous_total,
    now_scored.rate_pct,
    now_scored.grade,
    now_scored.is_grade_settled,
    now_scored.is_grade_provisional,
    now_scored.bonus_points,
    now_scored.deduction_points,
    now_scored.added_points,
    now_scored.is_bonus_counted,
    now_scored.is_vetoed,
    now_scored.vetoes,
    now_scored.at_risk,
    now_scored.worst,
    now_scored.best,
    now_scored.is_settled,
from unit_score as now_scored
inner join unit using (unit_id)
left join unit_score as before
    on now_scored.scheme_id = before.scheme_id
    and now_scored.assessment_id = before.assessment_id
    and now_scored.unit_id = before.unit_id
    and now_scored.as_of = before.as_of + 1;
