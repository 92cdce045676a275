-- One row per ledger line and row of a file behind it. The lines are the relation `lines` (line_id,
-- scheme_id, year, unit_id, dataset_key, columns, months, batch_id, row_number), which the caller
-- registers, because the lines of a what-if are stored nowhere.
-- row_number is NULL where the unit is missing from the file, which is then the evidence.
with
    visible as (
        select *
        from visible_month
        where as_of = 12
    ),

    by_column as (
        select
            line_id,
            scheme_id,
            year,
            unit_id,
            dataset_key,
            months,
            unnest(columns) as column_key,
        from lines
        inner join visible_unit using (unit_id, scheme_id)
        where batch_id is null and dataset_key is not null
    ),

    by_month as (
        select distinct
            by_column.line_id,
            by_column.unit_id,
            standing.month,
            batch_column.source_batch_id as batch_id,
        from by_column
        inner join visible
            on by_column.months & (1 << (visible.month_number - 1))::integer <> 0
        inner join standing
            on by_column.scheme_id = standing.scheme_id
            and by_column.dataset_key = standing.dataset_key
            and standing.month = make_date(by_column.year, visible.month_number, 1)
        inner join batch_column
            on standing.batch_id = batch_column.batch_id
            and by_column.column_key = batch_column.column_key
    ),

    found as (
        select
            by_month.line_id,
            by_month.month,
            by_month.batch_id,
            source_row.row_number,
        from by_month
        left join source_row
            on by_month.batch_id = source_row.batch_id and by_month.unit_id = source_row.unit_id
        union all
        select
            lines.line_id,
            batch.month,
            lines.batch_id,
            lines.row_number,
        from lines
        inner join visible_unit using (unit_id, scheme_id)
        inner join batch using (batch_id)
    )

select
    found.line_id,
    found.month,
    found.batch_id,
    batch.file_name,
    batch.sheet,
    found.row_number,
from found
inner join batch using (batch_id)
order by found.line_id, found.month, found.batch_id, found.row_number;
