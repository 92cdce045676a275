-- One row per scored assessment, as-of month and roster unit: totals, score rate, grade and rank.
-- Read by the pages and by `kaohe scores`. NULL: rank of a unit of which nothing is known or that
-- is vetoed; rate where everything is pending; grade where it is still open; points of a vetoed
-- unit; key and bonus where the assessment has none. is_grade_settled: whether nothing that later
-- months or awaited forms may bring can change the grade; NULL where the assessment gives none.
-- provisional_lost: the part of the lost points that may still come back.
create or replace view unit_score as
with
    flags as (
        select
            scheme_id,
            assessment_id,
            as_of,
            unit_id,
            list_sort(list(distinct indicator_id) filter (where kind = 'veto')) as vetoes,
            list_sort(list(distinct indicator_id) filter (where kind = 'at_risk')) as at_risk,
        from ledger
        where kind in ('veto', 'at_risk')
        group by all
    ),

    vetoes_settled as (
        select
            scheme_id,
            assessment_id,
            as_of,
            unit_id,
            bool_and(is_settled) as are_vetoes_settled,
        from bound
        inner join indicator using (scheme_id, assessment_id, indicator_id)
        where indicator.part = 'veto'
        group by all
    ),

    judged as (
        select
            unit_sum.*,
            coalesce(flags.vetoes, []) as vetoes,
            coalesce(flags.at_risk, []) as at_risk,
            coalesce(len(flags.vetoes) > 0, false) as is_vetoed,
            coalesce(vetoes_settled.are_vetoes_settled, true) as are_vetoes_settled,
            coalesce(assessment.pass_at, assessment.fail_below) as pass_mark,
            assessment.grading,
            assessment.pass_at,
            assessment.fail_below,
            coalesce(
                assessment.grading = 'veto_key_bonus'
                and unit_sum.earned > assessment.bonus_above
                and coalesce(len(flags.vetoes), 0) = 0,
                false
            ) as is_bonus_counted,
        from unit_sum
        inner join assessment using (scheme_id, assessment_id)
        left join flags using (scheme_id, assessment_id, as_of, unit_id)
        left join vetoes_settled using (scheme_id, assessment_id, as_of, unit_id)
    ),

    totals as (
        select
            judged.*,
            case
                when is_vetoed then null
                when is_bonus_counted then earned + bonus
                else earned
            end as total,
            not is_vetoed and (pending < full_points) as is_ranked,
            ((full_points - pending) * 100)::hugeint as decided_cents,
            (earned * 100)::hugeint as earned_cents,
        from judged
    )

select
    totals.scheme_id,
    totals.assessment_id,
    totals.as_of,
    totals.unit_id,
    roster.position,
    totals.full_points::decimal(18, 2) as full_points,
    case when not is_vetoed then totals.earned end::decimal(18, 2) as earned,
    case when not is_vetoed then totals.lost end::decimal(18, 2) as lost,
    case when not is_vetoed then totals.pending end::decimal(18, 2) as pending,
    case when not is_vetoed then totals.provisional_lost end::decimal(18, 2) as provisional_lost,
    totals.total::decimal(18, 2) as total,
    case
        when is_vetoed or decided_cents = 0 then null
        -- half up in whole numbers: a division of decimals would be a float
        else ((2 * earned_cents * 10000 + decided_cents) // (2 * decided_cents))::decimal(18, 0)
            * 0.01::decimal(3, 2)
    end::decimal(18, 2) as rate_pct,
    case
        when grading = 'veto_key_bonus' and is_vetoed then '不合格(否决)'
        when grading = 'veto_key_bonus' and totals.earned >= fail_below then '合格'
        when grading = 'veto_key_bonus' and totals.earned + totals.pending < fail_below then '不合格'
        when grading = 'pass_mark' and totals.earned >= pass_at then '合格'
        when grading = 'pass_mark' and totals.earned + totals.pending < pass_at then '不合格'
    end as grade,
    case
        when grading is null then null
        when is_vetoed then true
        when totals.earned >= pass_mark then totals.worst >= pass_mark and are_vetoes_settled
        -- a veto would still make it 不合格(否决), which is another grade
        when totals.earned + totals.pending < pass_mark
            then coalesce(totals.best < pass_mark, false) and are_vetoes_settled
        else totals.is_settled and are_vetoes_settled
    end as is_grade_settled,
    case when grading = 'veto_key_bonus' and not is_vetoed then totals.earned end::decimal(18, 2)
        as key_points,
    case when grading = 'veto_key_bonus' and not is_vetoed then totals.bonus end::decimal(18, 2)
        as bonus_points,
    totals.is_bonus_counted,
    totals.is_vetoed,
    totals.vetoes,
    totals.at_risk,
    case
        when is_ranked then rank() over (
            partition by totals.scheme_id, totals.assessment_id, totals.as_of, is_ranked
            order by totals.total desc
        )
    end as rank,
from totals
inner join roster using (scheme_id, assessment_id, unit_id);
