-- One row per scheme, dataset and month that ever had a batch: what stands for it (0: nothing any
-- more) and which batch made it so. Read by the editions, as known at the session's `known_at`.
-- NULL: file, sheet and SHA-256 where nothing stands; a reason that nobody gave.
create or replace view standing_input as
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
            arg_max(batch_id, change_id) as changed_by,
        from known
        group by scheme_id, dataset_key, month
    )

select
    newest.scheme_id,
    newest.dataset_key,
    newest.month,
    newest.batch_id,
    stands.file_name,
    stands.sha256,
    stands.sheet,
    newest.changed_by,
    changed.kind,
    changed.reason,
from newest
inner join batch as changed on newest.changed_by = changed.batch_id
left join batch as stands on newest.batch_id = stands.batch_id;
