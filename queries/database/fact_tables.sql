-- One row per table outside the main schema that holds rows of batches: the tables of facts, one for
-- each form of a scheme. Read for the digests of all rows (warehouse/database/row_text.py).
select
    tables.table_schema,
    tables.table_name,
from information_schema.tables
inner join information_schema.columns
    on tables.table_schema = columns.table_schema and tables.table_name = columns.table_name
where
    tables.table_type = 'BASE TABLE'
    and tables.table_schema <> 'main'
    and columns.column_name = 'batch_id'
order by tables.table_schema, tables.table_name;
