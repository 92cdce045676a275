-- One row per scored assessment, as-of month, indicator and month that its ledger lines name as met
-- or as missed: how many units did what was due in that month. Read by 考核日历.
create or replace view quota_month as
with
    months as (
        select month_number
        from visible_month
        where as_of = 12
    )

select
    ledger.scheme_id,
    ledger.assessment_id,
    ledger.as_of,
    ledger.indicator_id,
    months.month_number,
    count(*) as unit_count,
    count(*) filter (where ledger.cause = 'met') as met_count,
    count(*) filter (where ledger.cause = 'not_met') as missed_count,
    coalesce(
        list(unit.unit_name order by roster.position) filter (where ledger.cause = 'not_met'),
        []
    ) as missed_units,
from ledger
inner join roster using (scheme_id, assessment_id, unit_id)
inner join visible_unit as unit on ledger.unit_id = unit.unit_id
inner join months on ledger.months & (1 << (months.month_number - 1))::integer <> 0
where ledger.cause in ('met', 'not_met')
group by all;
