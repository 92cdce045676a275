-- One row per ledger line and row of a file behind it. The lines are the relation `lines` (line_id,
-- scheme_id, unit_id, cells, cell_months, batch_id, row_number), which the caller
-- registers, because the lines of a what-if are stored nowhere.
-- row_number is NULL where the unit is missing from the file, which is then the evidence.
with
    visible as (
        select *
        from visible_month
        where as_of = 12
    ),

    by_cell as (
        select
            line_id,
            scheme_id,
            unit_id,
            unnest(cells) as cell,
            unnest(cell_months) as months,
        from lines
        inner join visible_unit using (unit_id, scheme_id)
        where batch_id is null
    ),

    by_column as (
        select
            line_id,
            scheme_id,
            unit_id,
            months,
            -- last year's months are 12 less
            case when starts_with(cell, 'last:') then 12 else 0 end as years_before,
            split_part(replace(cell, 'last:', ''), '.', 1) as dataset_key,
            split_part(cell, '.', 2) as column_key,
        from by_cell
    ),

    by_month as (
        select distinct
            by_column.line_id,
            by_column.unit_id,
            standing.month,
            batch_column.source_batch_id as batch_id,
        from by_column
        inner join scheme_calendar using (scheme_id)
        inner join visible
            on by_column.months & (1 << (visible.month_number - 1))::integer <> 0
        inner join standing
            on by_column.scheme_id = standing.scheme_id
            and by_column.dataset_key = standing.dataset_key
            and year(standing.month) * 12 + month(standing.month)
            = scheme_calendar.months_before + visible.month_number - by_column.years_before
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
