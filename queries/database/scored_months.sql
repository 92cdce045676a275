-- One row per assessment that was scored after a row of scoring_run: the first month that was
-- rewritten. Read for the digests of the audit entry (warehouse/database/row_digests.py).
select
    scheme_id,
    assessment_id,
    min(as_of) as first_month,
from scoring_run
where rowid > $newest
group by scheme_id, assessment_id;
