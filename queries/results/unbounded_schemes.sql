-- One row per scheme with a scored assessment and month that has no bounds: an earlier program, which
-- knew none, scored it. Read once after an upgrade.
select distinct scoring_run.scheme_id
from scoring_run
anti join bound using (scheme_id, assessment_id, as_of)
order by scoring_run.scheme_id;
