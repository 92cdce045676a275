-- One row per place where a kept file may be read by users who see their own units only: issued
-- editions, and the objections that these users may see. Read by warehouse/access/scope.py.
select 'edition' as place
from edition_document
where sha256 = $sha256
union all
select 'objection' as place
from objection_status
where sha256 = $sha256;
