-- Wrong rows: a roster unit of a scored month without a result or without a figure of the total, a
-- ledger line without a figure that it explains, and a figure with points that no ledger line explains.
create or replace view check_units_are_scored as
with
    expected as (
        select
            scoring_run.scheme_id,
            scoring_run.assessment_id,
            scoring_run.as_of,
            roster.unit_id,
        from scoring_run
        inner join roster using (scheme_id, assessment_id)
    ),

    totals as (
        select *
        from figure
        where indicator_id = 'total'
    ),

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
    expected.*,
    'result' as indicator_id,
from expected
anti join result using (scheme_id, assessment_id, as_of, unit_id)
union all by name
select
    expected.*,
    'total' as indicator_id,
from expected
anti join totals using (scheme_id, assessment_id, as_of, unit_id)
union all by name
select lines.*
from lines
anti join figure using (scheme_id, assessment_id, as_of, unit_id, indicator_id)
union all by name
select
    indicator_score.scheme_id,
    indicator_score.assessment_id,
    indicator_score.as_of,
    indicator_score.unit_id,
    indicator_score.indicator_id,
from indicator_score
anti join lines using (scheme_id, assessment_id, as_of, unit_id, indicator_id)
where indicator_score.full_points > 0;
