-- One row per batch (import, revert or adjustment) with what has become of it.
-- Read by batch_history and the calendar. state: standing, replaced (a later batch stands), reverted,
-- or revert; a batch can be reverted while it stands, a revert while nothing came after it. An
-- adjustment stands while it moves points; it ends by another decision, never by a revert.
create or replace view batch_state as
with
    newest as (
        select
            scheme_id,
            dataset_key,
            month,
            arg_max(batch_id, change_id) as changed_by,
        from standing_change
        group by all
    ),

    reverted as (
        select distinct reverts_batch_id as batch_id
        from batch
        where kind = 'revert'
    )

select
    batch.batch_id,
    batch.kind,
    batch.scheme_id,
    batch.dataset_key,
    case when batch.kind = 'adjustment' then '复核调整' else dataset.title end as title,
    batch.month,
    batch.file_name,
    batch.sheet,
    batch.sha256,
    batch.row_count,
    batch.reverts_batch_id,
    batch.actor,
    batch.reason,
    json_array_length(batch.warnings) as warning_count,
    batch.created_at,
    case
        when batch.kind = 'revert' or batch.kind = 'adjustment' and batch.row_count = 0 then 'revert'
        when standing.batch_id is not null or standing_adjustment.batch_id is not null
            then 'standing'
        when reverted.batch_id is not null then 'reverted'
        else 'replaced'
    end as state,
    standing.batch_id is not null
    or coalesce(newest.changed_by = batch.batch_id, false) as can_revert,
from batch
left join dataset using (scheme_id, dataset_key)
left join standing on batch.batch_id = standing.batch_id
left join standing_adjustment
    on batch.batch_id = standing_adjustment.batch_id and standing_adjustment.points <> 0
left join reverted on batch.batch_id = reverted.batch_id
left join newest
    on batch.scheme_id = newest.scheme_id
    and batch.dataset_key = newest.dataset_key
    and batch.month = newest.month;
