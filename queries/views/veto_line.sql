-- One row per unit and line that vetoes it or puts it at risk by figures of forms, not by a dated row.
-- Read by the page of vetoes, beside veto_event.sql.j2.
select
    unit.unit_name as unit,
    ledger.indicator_id as indicator,
    ledger.kind,
    ledger.reason,
    ledger.clause,
    null::date as date,
    null::varchar as document,
    ledger.batch_id as batch,
    ledger.row_number as row,
from ledger
inner join visible_unit as unit using (unit_id)
where
    ledger.scheme_id = $scheme
    and ledger.assessment_id = $assessment
    and ledger.as_of = $month
    and ledger.kind in ('veto', 'at_risk')
    and ledger.row_number is null;
