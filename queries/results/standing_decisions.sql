-- One row per decision on an objection that stands in the scheme, as decision has it. Read to copy
-- facts into a scratch store.
select *
from decision
where
    batch_id in (
        select standing_adjustment.batch_id
        from standing_adjustment
        where standing_adjustment.scheme_id = $scheme
    );
