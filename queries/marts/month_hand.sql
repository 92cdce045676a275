-- One row per scheme, month and person who has a hand in what stands for the month: who imported it,
-- who let it stand again by a revert, whose columns were carried over, who decided an adjustment.
-- Read by sealing, where the office wants another one to seal.
create or replace view month_hand as
with
    batch_of_month as (
        select
            scheme_id,
            month,
            batch_id,
        from newest_change
        union
        select
            scheme_id,
            month,
            changed_by as batch_id,
        from newest_change
        union
        select
            newest_change.scheme_id,
            newest_change.month,
            batch_column.source_batch_id as batch_id,
        from newest_change
        inner join batch_column using (batch_id)
        union
        select
            scheme_id,
            month,
            batch_id,
        from standing_adjustment
        where points <> 0
    )

select distinct
    batch_of_month.scheme_id,
    batch_of_month.month,
    batch.actor,
from batch_of_month
inner join batch using (batch_id);
