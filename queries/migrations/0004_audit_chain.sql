-- Each entry of the record carries a digest of itself and of the one before it, so that nothing
-- in it can be changed, taken out or cut off unseen (warehouse/database/audit.py says how it is made).
create table audit_chain as
with recursive chained as (
    select
        0::integer as entry_id,
        repeat('0', 64) as digest,

    union all

    select
        audit_entry.entry_id,
        sha256(
            chained.digest
            || sha256(audit_entry.entry_id::varchar)
            || sha256(strftime(audit_entry.happened_at, '%Y-%m-%dT%H:%M:%S.%f'))
            || sha256(audit_entry.actor)
            || sha256(audit_entry.action)
            || sha256(audit_entry.detail)
        ) as digest,
    from chained
    inner join audit_entry on audit_entry.entry_id = chained.entry_id + 1
)

from chained
where entry_id > 0;

alter table audit_entry add column digest varchar;

update audit_entry
set digest = audit_chain.digest
from audit_chain
where audit_entry.entry_id = audit_chain.entry_id;

drop table audit_chain;
