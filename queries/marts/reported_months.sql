-- One row per scheme, as-of month, dataset and column that is reported for at least one month.
-- Read by the scoring. `months` is the mask of the reported months up to the as-of month.
create or replace view reported_months as
with
    reported as (
        select
            standing.scheme_id,
            standing.dataset_key,
            batch_column.column_key,
            year(standing.month) as year,
            month(standing.month) as month_number,
        from standing
        inner join batch_column using (batch_id)
    )

select
    reported.scheme_id,
    reported.year,
    visible_month.as_of,
    reported.dataset_key,
    reported.column_key,
    bit_or((1 << (reported.month_number - 1))::integer) as months,
from reported
inner join visible_month using (month_number)
group by all;
