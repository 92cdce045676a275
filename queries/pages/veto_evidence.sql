-- One row per as-of month, unit and dated row that vetoes it or puts it at risk.
-- Read by 单项否决. headers and cells: the row as it stood in the file.
create or replace view veto_evidence as
select
    unit_ledger.scheme_id,
    unit_ledger.assessment_id,
    unit_ledger.as_of,
    unit_ledger.unit,
    unit_ledger.indicator_id,
    unit_ledger.name,
    unit_ledger.kind,
    unit_ledger.reason,
    unit_ledger.clause,
    batch.batch_id,
    batch.file_name,
    batch.sheet,
    unit_ledger.row_number,
    batch.headers,
    source_row.cells,
from unit_ledger
inner join batch using (batch_id)
inner join source_row
    on unit_ledger.batch_id = source_row.batch_id
    and unit_ledger.row_number = source_row.row_number
where unit_ledger.kind in ('veto', 'at_risk');
