-- Wrong rows: a ledger line that says it is an adjustment and is not the newest decision on an
-- objection of that unit to that indicator, or moves other points than were decided.
create or replace view check_adjustments_are_decided as
select
    ledger.scheme_id,
    ledger.assessment_id,
    ledger.as_of,
    ledger.unit_id,
    ledger.indicator_id,
    ledger.line_number,
from ledger
left join standing_adjustment
    on ledger.batch_id = standing_adjustment.batch_id
    and ledger.scheme_id = standing_adjustment.scheme_id
    and ledger.assessment_id = standing_adjustment.assessment_id
    and ledger.unit_id = standing_adjustment.unit_id
    and ledger.indicator_id = standing_adjustment.indicator_id
where ledger.kind = 'adjustment'
    and (
        standing_adjustment.batch_id is null
        or abs(ledger.points) <> abs(standing_adjustment.points)
    );
