-- Wrong rows: a ledger line of a unit that is not on the roster of its assessment, or a row of a
-- file under a unit of another scheme.
create or replace view check_units_on_roster as
select
    ledger.scheme_id,
    ledger.assessment_id,
    ledger.unit_id,
    'ledger' as found_in,
from ledger
anti join roster using (scheme_id, assessment_id, unit_id)
union all
select
    batch.scheme_id,
    batch.dataset_key as assessment_id,
    source_row.unit_id,
    'source_row' as found_in,
from source_row
inner join batch using (batch_id)
left join unit on source_row.unit_id = unit.unit_id
where unit.scheme_id is distinct from batch.scheme_id;
