-- One row per batch and unit with a row in its file, of the batches asked for. Read by the proof
-- workbook and the export of forms. row_number: the unit's row; of a dated ledger, in which a unit
-- may occur several times, the last. No row for a unit that the file leaves out.
select
    source_row.batch_id,
    visible_unit.unit_name,
    max(source_row.row_number) as row_number,
from source_row
inner join visible_unit using (unit_id)
where source_row.batch_id = any(?)
group by all;
