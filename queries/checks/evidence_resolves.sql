-- Wrong rows: a ledger line that names evidence which does not stand: a month without a standing
-- batch of its dataset, or a dated row that is not in the standing batches' files; or that has a
-- month in which none of its cells is. Pending lines name months that are awaited; adjustments have a
-- check of their own.
create or replace view check_evidence_resolves as
with
    by_cell as (
        select
            scheme_id,
            assessment_id,
            as_of,
            unit_id,
            indicator_id,
            line_number,
            unnest(cells) as cell,
            unnest(cell_months) as months,
        from ledger
        where batch_id is null
    ),

    by_month as (
        select
            by_cell.scheme_id,
            by_cell.assessment_id,
            by_cell.as_of,
            by_cell.unit_id,
            by_cell.indicator_id,
            by_cell.line_number,
            split_part(by_cell.cell, '.', 1) as dataset_key,
            visible_month.month_number,
        from by_cell
        inner join visible_month
            on visible_month.as_of = by_cell.as_of
            and by_cell.months & (1 << (visible_month.month_number - 1))::integer <> 0
        where not starts_with(by_cell.cell, 'last:')
    ),

    standing_months as (
        select distinct
            scheme_id,
            dataset_key,
            year(month) * 12 + month(month) - scheme_calendar.months_before as month_number,
        from standing
        inner join scheme_calendar using (scheme_id)
    ),

    dated as (
        select *
        from ledger
        where batch_id is not null and kind <> 'adjustment'
    )

select
    by_month.scheme_id,
    by_month.assessment_id,
    by_month.as_of,
    by_month.unit_id,
    by_month.indicator_id,
    by_month.line_number,
from by_month
anti join standing_months using (scheme_id, dataset_key, month_number)
union all
select
    scheme_id,
    assessment_id,
    as_of,
    unit_id,
    indicator_id,
    line_number,
from ledger
where kind not in ('adjustment', 'pending')
    and months & ~coalesce(list_aggregate(cell_months, 'bit_or'), 0) <> 0
union all
select
    dated.scheme_id,
    dated.assessment_id,
    dated.as_of,
    dated.unit_id,
    dated.indicator_id,
    dated.line_number,
from dated
left join standing
    on dated.scheme_id = standing.scheme_id
    and split_part(dated.cells[1], '.', 1) = standing.dataset_key
    and dated.batch_id = standing.batch_id
left join source_row
    on dated.batch_id = source_row.batch_id
    and dated.row_number = source_row.row_number
    and dated.unit_id = source_row.unit_id
where standing.batch_id is null or source_row.batch_id is null;
