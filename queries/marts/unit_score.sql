-- One row per scored assessment, as-of month and roster unit: totals, score rate, grade and rank.
-- Read by the pages and by `kaohe scores`. NULL: rank of a unit of which nothing is known or that a
-- veto takes it from; rate where everything is pending; grade where it is still open; points of a unit
-- that a veto takes them from; additions and deductions where the assessment has none.
-- is_grade_settled: whether nothing that later months or awaited forms may bring can change the
-- grade; NULL where the assessment gives none. provisional_lost: the part of the lost points that may
-- still come back. own_*: what the evidence gives, also where a veto takes it.
create or replace view unit_score as
with
    -- Of what stands directly under the total, since a node may convert the points of its children.
    provisional as (
        select
            figure.scheme_id,
            figure.assessment_id,
            figure.as_of,
            figure.unit_id,
            sum(
                greatest(
                    figure.lost
                    - greatest(
                        figure.full_points - coalesce(figure.best, figure.full_points), 0
                    ),
                    0
                )
            ) as provisional_lost,
        from figure
        inner join indicator using (scheme_id, assessment_id, indicator_id)
        where indicator.depth = 1 and indicator.kind <> 'veto' and figure.full_points is not null
        group by all
    ),

    beside as (
        select
            scheme_id,
            assessment_id,
            as_of,
            unit_id,
            sum(earned) filter (where not has_full and earned >= 0) as bonus,
            sum(earned) filter (where not has_full and earned < 0) as deductions,
            bool_and(is_counted) filter (where not has_full) as is_bonus_counted,
            bool_and(is_settled) as is_settled,
        from indicator_score
        group by all
    ),

    totals as (
        select
            result.*,
            figure.full_points,
            figure.earned,
            figure.lost,
            figure.pending,
            figure.added,
            coalesce(provisional.provisional_lost, 0) as provisional_lost,
            beside.bonus,
            beside.deductions,
            beside.is_bonus_counted,
            beside.is_settled,
            result.total is null as is_taken,
            ((figure.full_points - figure.pending) * 100)::hugeint as decided_cents,
            (figure.earned * 100)::hugeint as earned_cents,
        from result
        inner join figure
            on result.scheme_id = figure.scheme_id
            and result.assessment_id = figure.assessment_id
            and result.as_of = figure.as_of
            and result.unit_id = figure.unit_id
            and figure.indicator_id = 'total'
        left join provisional
            on result.scheme_id = provisional.scheme_id
            and result.assessment_id = provisional.assessment_id
            and result.as_of = provisional.as_of
            and result.unit_id = provisional.unit_id
        left join beside
            on result.scheme_id = beside.scheme_id
            and result.assessment_id = beside.assessment_id
            and result.as_of = beside.as_of
            and result.unit_id = beside.unit_id
    )

select
    totals.scheme_id,
    totals.assessment_id,
    totals.as_of,
    totals.unit_id,
    roster.position,
    unit.unit_group,
    totals.full_points::decimal(18, 2) as full_points,
    case when not is_taken then totals.earned end::decimal(18, 2) as earned,
    case when not is_taken then totals.lost end::decimal(18, 2) as lost,
    case when not is_taken then totals.pending end::decimal(18, 2) as pending,
    case when not is_taken then totals.provisional_lost end::decimal(18, 2) as provisional_lost,
    totals.total,
    case
        when is_taken or decided_cents = 0 then null
        -- half up in whole numbers: a division of decimals would be a float
        else ((2 * earned_cents * 10000 + decided_cents) // (2 * decided_cents))::decimal(18, 0)
            * 0.01::decimal(3, 2)
    end::decimal(18, 2) as rate_pct,
    totals.grade,
    case when assessment.is_graded then totals.is_grade_settled end as is_grade_settled,
    totals.is_grade_provisional,
    case when not is_taken then totals.bonus end::decimal(18, 2) as bonus_points,
    case when not is_taken then totals.deductions end::decimal(18, 2) as deduction_points,
    case when not is_taken then totals.added end::decimal(18, 2) as added_points,
    coalesce(totals.is_bonus_counted and not is_taken, false) as is_bonus_counted,
    totals.is_settled,
    is_taken as is_vetoed,
    totals.vetoes,
    totals.at_risk,
    totals.worst,
    totals.best,
    totals.rank,
    totals.earned::decimal(18, 2) as own_earned,
    totals.pending::decimal(18, 2) as own_pending,
    totals.provisional_lost::decimal(18, 2) as own_provisional_lost,
from totals
inner join roster using (scheme_id, assessment_id, unit_id)
inner join assessment using (scheme_id, assessment_id)
inner join unit using (unit_id);
