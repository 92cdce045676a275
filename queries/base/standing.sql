-- One row per scheme, dataset and month for which a batch stands.
-- Read by every view over dataset tables. The session variable `known_at` (a batch number) shows
-- the warehouse as it stood after that batch; unset: as it stands now.
create or replace view standing as
with
    known as (
        select *
        from standing_change
        where batch_id <= coalesce(getvariable('known_at'), 2147483647)
    ),

    newest as (
        select
            scheme_id,
            dataset_key,
            month,
            arg_max(stands_batch_id, change_id) as batch_id,
        from known
        group by scheme_id, dataset_key, month
    )

select
    newest.scheme_id,
    newest.dataset_key,
    newest.month,
    newest.batch_id,
from newest
where newest.batch_id > 0;
