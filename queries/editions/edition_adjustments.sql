-- One row per objection of the scheme of which a decision moves points, or moved them before it was
-- ended, in a month up to the edition's. Read by the editions. file and sha256 are NULL where the
-- unit filed no evidence.
select
    standing_adjustment.objection_id as objection,
    standing_adjustment.batch_id as batch,
    standing_adjustment.assessment_id as assessment,
    unit.unit_name as unit,
    standing_adjustment.indicator_id as indicator,
    strftime(standing_adjustment.month, '%Y-%m') as month,
    standing_adjustment.points::varchar as points,
    standing_adjustment.outcome,
    standing_adjustment.reason,
    standing_adjustment.file_name as file,
    standing_adjustment.sha256,
from standing_adjustment
inner join unit using (scheme_id, unit_id)
where standing_adjustment.scheme_id = $scheme and standing_adjustment.first_month <= $month
order by standing_adjustment.objection_id;
