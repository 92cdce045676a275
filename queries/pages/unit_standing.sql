-- One row per scored assessment, as-of month, roster unit and indicator with points, beside the
-- units of its kind. Read by 单位详情. median_earned: the lower median of what units of its kind
-- have earned; ahead: what this unit has earned beyond it, negative if less. Both are NULL for the
-- people of a unit whose kind has less than four: a median of so few would tell another's points.
create or replace view unit_standing as
with
    by_kind as (
        select
            indicator_score.*,
            unit.kind,
        from indicator_score
        inner join unit using (unit_id)
    ),

    medians as (
        select
            scheme_id,
            assessment_id,
            as_of,
            indicator_id,
            kind,
            quantile_disc(earned, 0.5) as median_earned,
            count(*) as unit_count,
        from by_kind
        group by all
        having getvariable('viewer_units') is null or count(*) >= 4
    )

select
    unit_indicator.*,
    unit.kind,
    medians.median_earned,
    medians.unit_count,
    unit_indicator.earned - medians.median_earned as ahead,
from unit_indicator
inner join unit using (unit_id)
left join medians
    on unit_indicator.scheme_id = medians.scheme_id
    and unit_indicator.assessment_id = medians.assessment_id
    and unit_indicator.as_of = medians.as_of
    and unit_indicator.indicator_id = medians.indicator_id
    and unit.kind = medians.kind;
