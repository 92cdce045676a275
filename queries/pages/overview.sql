-- One row per scored assessment and as-of month: the state of the board in figures.
-- Read by 总览. Means are of ranked units, to 2 decimals half up; NULL where no unit is ranked. Where
-- each group is ranked by itself, best_count counts the first of every group.
create or replace view overview as
with
    counted as (
        select
            scheme_id,
            assessment_id,
            as_of,
            count(*) as unit_count,
            count(rank) as ranked_count,
            (sum(total) filter (where rank is not null) * 100)::hugeint as total_cents,
            max(total) filter (where rank = 1) as best_total,
            count(*) filter (where is_vetoed) as vetoed_count,
            count(*) filter (where len(at_risk) > 0) as at_risk_count,
            arg_min(unit, position) filter (where rank = 1) as best_unit,
            count(*) filter (where rank = 1) as best_count,
        from leaderboard
        group by all
    ),

    means as (
        select
            counted.*,
            case
                when ranked_count > 0
                    then ((2 * total_cents + ranked_count) // (2 * ranked_count))::decimal(18, 0)
                        * 0.01::decimal(3, 2)
            end::decimal(18, 2) as mean_total,
        from counted
    )

select
    means.scheme_id,
    means.assessment_id,
    means.as_of,
    assessment.position,
    assessment.title,
    means.unit_count,
    means.ranked_count,
    means.mean_total,
    means.best_unit,
    means.best_count,
    means.best_total,
    means.vetoed_count,
    means.at_risk_count,
from means
inner join assessment using (scheme_id, assessment_id);
