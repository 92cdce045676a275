-- One row per ledger line, with the names that a reader needs.
-- Read by 单位详情 and `kaohe ledger`, in the order of indicator position and line number.
-- is_provisional: lost points of an indicator that may still win some of them back.
create or replace view unit_ledger as
select
    ledger.scheme_id,
    ledger.assessment_id,
    ledger.as_of,
    ledger.unit_id,
    unit.unit_name as unit,
    indicator.position,
    ledger.indicator_id,
    indicator.name,
    indicator.kind as indicator_kind,
    ledger.line_number,
    ledger.kind,
    ledger.counts_to,
    ledger.counts_to = 'lost'
    and coalesce(indicator_score.provisional_lost > 0, false) as is_provisional,
    ledger.cause,
    ledger.points,
    ledger.reason,
    ledger.clause,
    ledger.months,
    ledger.cells,
    ledger.cell_months,
    ledger.batch_id,
    ledger.row_number,
from ledger
inner join indicator using (scheme_id, assessment_id, indicator_id)
inner join visible_unit as unit on ledger.unit_id = unit.unit_id
left join indicator_score
    on ledger.scheme_id = indicator_score.scheme_id
    and ledger.assessment_id = indicator_score.assessment_id
    and ledger.as_of = indicator_score.as_of
    and ledger.unit_id = indicator_score.unit_id
    and ledger.indicator_id = indicator_score.indicator_id;
