-- One row per unit whose details the reader may see: the one home of that condition. Every view and
-- query over what concerns a single unit (lines, indicators, rows of files, objections) joins it;
-- ranks and totals, which are published, do not. The session variable `viewer_units` holds
-- 'scheme_id:unit name' of a person's own units (Store.reader); unset: all of them.
create or replace view visible_unit as
select *
from unit
where
    getvariable('viewer_units') is null
    or list_contains(getvariable('viewer_units'), scheme_id || ':' || unit_name);
