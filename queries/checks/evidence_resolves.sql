-- Wrong rows: a ledger line that names evidence which does not stand: a month without a standing
-- batch of its dataset, or a dated row that is not in the standing batches' files. Adjustments have
-- a check of their own.
create or replace view check_evidence_resolves as
with
    by_month as (
        select
            ledger.scheme_id,
            ledger.assessment_id,
            ledger.as_of,
            ledger.unit_id,
            ledger.indicator_id,
            ledger.line_number,
            ledger.dataset_key,
            visible_month.month_number,
        from ledger
        inner join visible_month
            on visible_month.as_of = ledger.as_of
            and ledger.months & (1 << (visible_month.month_number - 1))::integer <> 0
        where ledger.dataset_key is not null and ledger.batch_id is null
    ),

    standing_months as (
        select distinct
            scheme_id,
            dataset_key,
            month(month) as month_number,
        from standing
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
    dated.scheme_id,
    dated.assessment_id,
    dated.as_of,
    dated.unit_id,
    dated.indicator_id,
    dated.line_number,
from dated
left join standing
    on dated.scheme_id = standing.scheme_id
    and dated.dataset_key = standing.dataset_key
    and dated.batch_id = standing.batch_id
left join source_row
    on dated.batch_id = source_row.batch_id
    and dated.row_number = source_row.row_number
    and dated.unit_id = source_row.unit_id
where standing.batch_id is null or source_row.batch_id is null;
