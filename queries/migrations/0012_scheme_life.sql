-- A scheme's versions say who published them, why, and what differs from the version before.
alter table scheme_version rename to old_version;

-- difference: sentences, as they were when the version was published.
create table scheme_version (
    scheme_id varchar not null,
    version integer not null,
    sha256 varchar not null,
    document varchar not null,
    after_batch_id integer not null,
    actor varchar not null,
    reason varchar not null,
    difference varchar[] not null,
    loaded_at timestamp not null,
    primary key (scheme_id, version),
);

insert into scheme_version
select
    scheme_id,
    version,
    sha256,
    document,
    after_batch_id,
    '系统' as actor,
    '' as reason,
    [] as difference,
    loaded_at,
from old_version;

drop table old_version;

-- Who retired a scheme, or took it into use again, and why; the newest change of a scheme counts.
create table scheme_retirement (
    change_id integer primary key,
    scheme_id varchar not null,
    is_retired boolean not null,
    actor varchar not null,
    reason varchar not null,
    changed_at timestamp not null,
);
