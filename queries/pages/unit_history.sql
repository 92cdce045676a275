-- One row per scored assessment, as-of month and roster unit, with the board's median and best.
-- Read by 单位详情. The median is of the ranked units' totals; NULL where none is ranked.
create or replace view unit_history as
with
    boards as (
        select
            scheme_id,
            assessment_id,
            as_of,
            quantile_disc(total, 0.5) as median_total,
            max(total) as best_total,
        from leaderboard
        where rank is not null
        group by all
    )

select
    leaderboard.scheme_id,
    leaderboard.assessment_id,
    leaderboard.as_of,
    leaderboard.unit,
    leaderboard.total,
    leaderboard.rank,
    boards.median_total,
    boards.best_total,
from leaderboard
left join boards using (scheme_id, assessment_id, as_of);
