-- Wrong rows: a clause whose lines of the ledger do not add up to its published figure, or a total
-- whose lines, with those of all that is in it, do not. Of an addition all lines count, also where it
-- is 不计入.
create or replace view check_ledger_adds_up as
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
            sum(points) filter (where counts_to = 'none') as uncounted,
        from ledger
        group by all
    ),

    clauses as (
        select
            indicator_score.scheme_id,
            indicator_score.assessment_id,
            indicator_score.as_of,
            indicator_score.unit_id,
            indicator_score.indicator_id,
            indicator_score.earned
            - coalesce(summed.earned, 0)
            - coalesce(summed.uncounted, 0) as earned_gap,
            indicator_score.lost - coalesce(summed.lost, 0) as lost_gap,
            indicator_score.pending - coalesce(summed.pending, 0) as pending_gap,
        from indicator_score
        left join summed using (scheme_id, assessment_id, as_of, unit_id, indicator_id)
    ),

    wholes as (
        select
            figure.scheme_id,
            figure.assessment_id,
            figure.as_of,
            figure.unit_id,
            figure.indicator_id,
            any_value(figure.earned + figure.added) - coalesce(sum(summed.earned), 0) as earned_gap,
            any_value(figure.lost) - coalesce(sum(summed.lost), 0) as lost_gap,
            any_value(figure.pending) - coalesce(sum(summed.pending), 0) as pending_gap,
        from figure
        left join summed
            on figure.scheme_id = summed.scheme_id
            and figure.assessment_id = summed.assessment_id
            and figure.as_of = summed.as_of
            and figure.unit_id = summed.unit_id
        where figure.indicator_id = 'total'
        group by all
    )

select *
from (
    from clauses
    union all by name
    from wholes
)
where earned_gap <> 0 or lost_gap <> 0 or pending_gap <> 0;
