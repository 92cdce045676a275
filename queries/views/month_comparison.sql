-- One row per assessment and unit with a rank in the month and in the month before. The caller gives
-- for each indicator when its first form came in and whether it waits for a value of each unit, which
-- follow from the scheme's rules. Read by 总览, the unit's page and the large screen.
-- lost_change: what the unit lost more (negative: less) in the indicators decided in both months,
-- NULL where there is none; mean_lost_change: its mean over the assessment, to 2 decimals half away
-- from zero. is_tied: more than a third of the ranks are shared in one of the months. new_items:
-- indicators first decided in between, for some unit. With either, a rank that changed says nothing.
with
    items as (
        select
            unnest($assessments::varchar[]) as assessment_id,
            unnest($indicators::varchar[]) as indicator_id,
            unnest($first_months::integer[]) as first_month,
            unnest($by_value::boolean[]) as is_by_value,
    ),

    scored as (
        select
            indicator_score.assessment_id,
            indicator_score.as_of,
            indicator_score.unit_id,
            indicator_score.indicator_id,
            indicator_score.position,
            indicator_score.has_full,
            indicator_score.lost,
            items.first_month <= indicator_score.as_of
            and not (
                items.is_by_value
                -- an addition has no full mark: it is decided once its form is in
                and coalesce(indicator_score.pending = indicator_score.full_points, false)
            ) as is_decided,
        from indicator_score
        inner join items using (assessment_id, indicator_id)
        where indicator_score.scheme_id = $scheme and indicator_score.as_of in ($month - 1, $month)
    ),

    ranked as (
        select
            unit_score.assessment_id,
            unit_score.as_of,
            unit_score.unit_id,
            unit_score.position,
            unit_score.rank,
            unit_score.total,
            -- the same rank in another group that is ranked by itself is not shared
            count(*) over (
                partition by
                    unit_score.assessment_id,
                    unit_score.as_of,
                    unit_score.rank,
                    case
                        when assessment.ranks_within = 'group' then unit_score.unit_group
                        when assessment.ranks_within = 'kind' then unit.kind
                    end
            ) as sharing_count,
        from unit_score
        inner join assessment using (scheme_id, assessment_id)
        inner join unit using (unit_id)
        where
            unit_score.scheme_id = $scheme
            and unit_score.as_of in ($month - 1, $month)
            and unit_score.rank is not null
    ),

    tied_months as (
        select
            assessment_id,
            3 * count(*) filter (where sharing_count > 1) > count(*) as is_tied,
        from ranked
        group by assessment_id, as_of
    ),

    ties as (
        select
            assessment_id,
            bool_or(is_tied) as is_tied,
        from tied_months
        group by assessment_id
    ),

    pairs as (
        select
            now_ranked.assessment_id,
            now_ranked.unit_id,
            now_ranked.position,
            now_ranked.rank,
            before.rank as previous_rank,
            now_ranked.total,
        from ranked as now_ranked
        inner join ranked as before
            on now_ranked.assessment_id = before.assessment_id
            and now_ranked.unit_id = before.unit_id
            and now_ranked.as_of = before.as_of + 1
    ),

    item_pairs as (
        select
            now_scored.assessment_id,
            now_scored.unit_id,
            now_scored.indicator_id,
            now_scored.position,
            now_scored.is_decided <> before.is_decided as is_new,
            case
                when now_scored.is_decided and before.is_decided and now_scored.has_full
                    then now_scored.lost - before.lost
            end as lost_change,
        from scored as now_scored
        inner join scored as before
            on now_scored.assessment_id = before.assessment_id
            and now_scored.unit_id = before.unit_id
            and now_scored.indicator_id = before.indicator_id
            and now_scored.as_of = before.as_of + 1
        semi join pairs
            on now_scored.assessment_id = pairs.assessment_id and now_scored.unit_id = pairs.unit_id
    ),

    new_names as (
        select
            item_pairs.assessment_id,
            indicator.name,
            min(item_pairs.position) as position,
        from item_pairs
        inner join indicator
            on indicator.scheme_id = $scheme
            and item_pairs.assessment_id = indicator.assessment_id
            and item_pairs.indicator_id = indicator.indicator_id
        where item_pairs.is_new
        group by item_pairs.assessment_id, indicator.name
    ),

    news as (
        select
            assessment_id,
            list(name order by position) as names,
        from new_names
        group by assessment_id
    ),

    changes as (
        select
            assessment_id,
            unit_id,
            sum(lost_change) as lost_change,
        from item_pairs
        group by assessment_id, unit_id
    ),

    sums as (
        select
            assessment_id,
            (sum(lost_change) * 100)::hugeint as cents,
            count(lost_change) as unit_count,
        from changes
        group by assessment_id
    )

select
    pairs.assessment_id as assessment,
    unit.unit_name as unit,
    pairs.rank,
    pairs.previous_rank,
    pairs.previous_rank - pairs.rank as change,
    pairs.total,
    changes.lost_change::decimal(18, 2) as lost_change,
    case
        when sums.unit_count > 0
            -- half away from zero in whole numbers: a division of decimals would be a float
            then (
                sign(sums.cents) * ((2 * abs(sums.cents) + sums.unit_count) // (2 * sums.unit_count))
            )::decimal(18, 0)
            * 0.01::decimal(3, 2)
    end::decimal(18, 2) as mean_lost_change,
    ties.is_tied,
    coalesce(news.names, []) as new_items,
from pairs
inner join unit on pairs.unit_id = unit.unit_id
inner join changes on pairs.assessment_id = changes.assessment_id and pairs.unit_id = changes.unit_id
inner join sums on pairs.assessment_id = sums.assessment_id
inner join ties on pairs.assessment_id = ties.assessment_id
left join news on pairs.assessment_id = news.assessment_id
order by pairs.assessment_id, pairs.position;
