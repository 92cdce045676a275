-- Wrong rows: a roster unit, as-of month and indicator with points but without any ledger line.
create or replace view check_units_are_scored as
with
    lines as (
        select distinct
            scheme_id,
            assessment_id,
            as_of,
            unit_id,
            indicator_id,
        from ledger
    )

select
    indicator_score.scheme_id,
    indicator_score.assessment_id,
    indicator_score.as_of,
    indicator_score.unit_id,
    indicator_score.indicator_id,
from indicator_score
anti join lines using (scheme_id, assessment_id, as_of, unit_id, indicator_id)
where indicator_score.full_points > 0;
