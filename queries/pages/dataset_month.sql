-- One row per dataset and month of the scheme's year: what is reported.
-- Read by 总览 and 数据导入. batch_id and what follows are NULL where nothing stands.
create or replace view dataset_month as
with
    months as (
        select
            scheme_calendar.scheme_id,
            visible_month.month_number,
            make_date(
                (scheme_calendar.months_before + visible_month.month_number - 1) // 12,
                (scheme_calendar.months_before + visible_month.month_number - 1) % 12 + 1,
                1
            ) as month,
        from scheme_calendar
        cross join visible_month
        where visible_month.as_of = 12
    )

select
    dataset.scheme_id,
    dataset.dataset_key,
    dataset.position,
    dataset.title,
    dataset.annex,
    dataset.shape,
    months.month_number,
    months.month,
    standing.batch_id,
    batch.file_name,
    batch.row_count,
    batch.actor,
    batch.created_at,
from dataset
inner join months using (scheme_id)
left join standing
    on dataset.scheme_id = standing.scheme_id
    and dataset.dataset_key = standing.dataset_key
    and standing.month = months.month
left join visible_batch as batch on standing.batch_id = batch.batch_id;
