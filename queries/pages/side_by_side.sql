-- One row per as-of month, unit and assessment that the unit is in, with the mean of its totals.
-- Read by 排行榜. The mean is for reference: no notice gives it; to 2 decimals half up, over the
-- assessments in which the unit has a rank; NULL where it has none.
create or replace view side_by_side as
with
    means as (
        select
            scheme_id,
            as_of,
            unit_id,
            count(rank) as ranked_count,
            (sum(total) filter (where rank is not null) * 100)::hugeint as total_cents,
        from leaderboard
        group by all
    )

select
    leaderboard.scheme_id,
    leaderboard.as_of,
    leaderboard.unit,
    leaderboard.kind,
    leaderboard.position,
    leaderboard.assessment_id,
    assessment.position as assessment_position,
    case when leaderboard.rank is not null then leaderboard.total end as total,
    case
        when means.ranked_count > 0
            then (
                (2 * means.total_cents + means.ranked_count) // (2 * means.ranked_count)
            )::decimal(18, 0) * 0.01::decimal(3, 2)
    end::decimal(18, 2) as mean_total,
from leaderboard
inner join means using (scheme_id, as_of, unit_id)
inner join assessment using (scheme_id, assessment_id);
