-- One row per scored assessment, as-of month, roster unit and indicator with points, beside the
-- units of its kind. Read by 单位详情. median_earned: the lower median of what units of its kind
-- have earned; ahead: what this unit has earned beyond it, negative if less.
create or replace view unit_standing as
with
    by_kind as (
        select
            unit_indicator.*,
            unit.kind,
        from unit_indicator
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
    )

select
    by_kind.*,
    medians.median_earned,
    medians.unit_count,
    by_kind.earned - medians.median_earned as ahead,
from by_kind
inner join medians using (scheme_id, assessment_id, as_of, indicator_id, kind);
