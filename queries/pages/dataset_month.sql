-- One row per dataset and month of the scheme's year: what is reported.
-- Read by 总览 and 数据导入. batch_id and what follows are NULL where nothing stands.
create or replace view dataset_month as
with
    years as (
        select
            scheme_id,
            arg_max((document ->> '$.year')::integer, version) as year,
        from scheme_version
        group by scheme_id
    ),

    months as (
        select month_number
        from visible_month
        where as_of = 12
    )

select
    dataset.scheme_id,
    dataset.dataset_key,
    dataset.position,
    dataset.title,
    dataset.annex,
    dataset.shape,
    months.month_number,
    make_date(years.year, months.month_number, 1) as month,
    standing.batch_id,
    batch.file_name,
    batch.row_count,
    batch.actor,
    batch.created_at,
from dataset
inner join years using (scheme_id)
cross join months
left join standing
    on dataset.scheme_id = standing.scheme_id
    and dataset.dataset_key = standing.dataset_key
    and standing.month = make_date(years.year, months.month_number, 1)
left join visible_batch as batch on standing.batch_id = batch.batch_id;
