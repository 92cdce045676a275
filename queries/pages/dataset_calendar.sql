-- One row per dataset and month of the scheme's year: what stands, since when, and whether sealed.
-- Read by 考核日历 and 总览. first_on: the day, in China, on which the month's first file landed that
-- was not undone; NULL, as batch_id, where nothing stands.
create or replace view dataset_calendar as
with
    arrivals as (
        select
            scheme_id,
            dataset_key,
            month,
            min(created_at) as first_at,
        from batch_state
        where state in ('standing', 'replaced')
        group by all
    )

select
    dataset_month.scheme_id,
    dataset_month.dataset_key,
    dataset_month.position,
    dataset_month.title,
    dataset_month.annex,
    dataset_month.shape,
    dataset_month.month_number,
    dataset_month.batch_id,
    dataset_month.file_name,
    dataset_month.actor,
    case
        when dataset_month.batch_id is not null then (arrivals.first_at + interval 8 hour)::date
    end as first_on,
    coalesce(batch_state.warning_count, 0) as warning_count,
    coalesce(month_state.is_sealed, false) as is_sealed,
from dataset_month
left join arrivals
    on dataset_month.scheme_id = arrivals.scheme_id
    and dataset_month.dataset_key = arrivals.dataset_key
    and dataset_month.month = arrivals.month
left join batch_state on dataset_month.batch_id = batch_state.batch_id
left join month_state
    on dataset_month.scheme_id = month_state.scheme_id
    and dataset_month.month = month_state.month;
