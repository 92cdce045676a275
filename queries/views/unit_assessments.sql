-- One row per assessment that a unit is in and that is scored as of the month: its result. Read by
-- 单位详情. The NULLs are those of the view leaderboard.
select
    leaderboard.assessment_id as assessment,
    assessment.title,
    leaderboard.rank,
    leaderboard.total,
    leaderboard.rate_pct as rate,
    leaderboard.grade,
    leaderboard.is_grade_settled as grade_settled,
from leaderboard
inner join assessment using (scheme_id, assessment_id)
where
    leaderboard.scheme_id = $scheme
    and leaderboard.unit = $unit
    and leaderboard.as_of = $month
order by leaderboard.assessment_id;
