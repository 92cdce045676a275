-- One row per ledger line of the scheme as of a month, in the order of rosters, indicators and
-- contents. Read by the editions. Line numbers are left out, for two ways to the same ledger may
-- number its lines differently. The NULLs are those of the view unit_ledger.
select
    unit_ledger.assessment_id as assessment,
    unit_ledger.unit,
    unit_ledger.indicator_id as indicator,
    unit_ledger.kind,
    unit_ledger.counts_to,
    unit_ledger.cause,
    unit_ledger.points::varchar as points,
    unit_ledger.reason,
    unit_ledger.clause,
    unit_ledger.months,
    unit_ledger.cells,
    unit_ledger.cell_months,
    unit_ledger.batch_id as batch,
    unit_ledger.row_number as row,
from unit_ledger
inner join roster using (scheme_id, assessment_id, unit_id)
inner join assessment using (scheme_id, assessment_id)
where unit_ledger.scheme_id = $scheme and unit_ledger.as_of = $month
order by
    assessment.position,
    roster.position,
    unit_ledger.position,
    counts_to,
    kind,
    cause,
    months,
    batch,
    row,
    points,
    reason;
