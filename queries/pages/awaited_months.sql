-- One row per scored assessment, as-of month and indicator of which a unit awaits something.
-- Read by 指标分析. missing_months: the mask of the months up to the as-of month that the rule
-- itself still waits for; 0 where what is awaited belongs to no month, as an inspection does.
create or replace view awaited_months as
select
    ledger.scheme_id,
    assessment_id,
    as_of,
    indicator_id,
    count(distinct unit_id) as unit_count,
    bit_or(months) & ((1 << as_of::integer) - 1)::integer as missing_months,
from ledger
inner join visible_unit using (unit_id)
where ledger.kind = 'pending'
group by ledger.scheme_id, assessment_id, as_of, indicator_id;
