-- One row per scored assessment, as-of month, roster unit and indicator with points.
-- Read by unit_score and the pages: the ledger summed. Every figure has 2 decimals exactly, for
-- the ledger holds its roundings. A bonus is earned here whether it counts or not (`bonus_points`).
-- worst, best: what the year can end with (best NULL: no ceiling); provisional_lost: the part of the
-- lost points that may still come back.
create or replace view indicator_score as
with
    summed as (
        select
            scheme_id,
            assessment_id,
            as_of,
            unit_id,
            indicator_id,
            sum(points) filter (where counts_to = 'earned') as earned,
            sum(points) filter (where counts_to = 'lost') as lost,
            sum(points) filter (where counts_to = 'pending') as pending,
            sum(points) filter (
                where kind in ('bonus', 'limit', 'rounding', 'adjustment')
            ) as bonus,
            max(worst) as worst,
            max(best) as best,
            bool_and(is_settled) as is_settled,
        from (
            from ledger
            union all by name
            from bound
        )
        group by scheme_id, assessment_id, as_of, unit_id, indicator_id
    )

select
    scoring_run.scheme_id,
    scoring_run.assessment_id,
    scoring_run.as_of,
    roster.unit_id,
    indicator.indicator_id,
    indicator.position,
    indicator.part,
    indicator.full_points,
    case
        when indicator.part = 'bonus' then coalesce(summed.bonus, 0)
        else coalesce(summed.earned, 0)
    end::decimal(18, 2) as earned,
    coalesce(summed.lost, 0)::decimal(18, 2) as lost,
    coalesce(summed.pending, 0)::decimal(18, 2) as pending,
    summed.worst,
    summed.best,
    summed.is_settled,
    greatest(
        coalesce(summed.lost, 0)
        - greatest(indicator.full_points - coalesce(summed.best, indicator.full_points), 0),
        0
    )::decimal(18, 2) as provisional_lost,
from scoring_run
inner join roster using (scheme_id, assessment_id)
inner join indicator using (scheme_id, assessment_id)
left join summed using (scheme_id, assessment_id, as_of, unit_id, indicator_id)
where indicator.part <> 'veto';
