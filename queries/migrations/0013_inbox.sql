-- Files that wait to be imported (待处理), with what people have decided about them so far.
-- sha256, byte_count: of the file that came. kept_sha256, kept_byte_count: of the bytes in the folder
-- of originals, those of the masked copy if it held personal numbers; NULL: nothing is kept, and
-- unkept_because says why. decisions, outcome: JSON; outcome is NULL until the file has landed.
create table inbox_file (
    file_id integer primary key,
    name varchar not null,
    sha256 varchar not null,
    byte_count bigint not null,
    kept_sha256 varchar,
    kept_byte_count bigint,
    unkept_because varchar,
    state varchar not null check (state in ('waiting', 'landed', 'discarded')),
    decisions varchar not null,
    outcome varchar,
    version integer not null,
    arrived_by varchar not null,
    arrived_at timestamp not null,
    changed_by varchar not null,
    changed_at timestamp not null,
);
