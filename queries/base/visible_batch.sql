-- One row per batch, for whoever sees every unit; none for others, since a batch is a whole file: its
-- name, reason and marked copy speak of all units in it. Read by the pages of imports.
create or replace view visible_batch as
select *
from batch
where getvariable('viewer_units') is null;
