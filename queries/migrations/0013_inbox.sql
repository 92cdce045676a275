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

-- A month's bulletin while it is written, one row per edition to come; the edition closes it.
-- sentences: the changed ones beside the data's own, JSON. text_sha256, moment: the digest of the whole
-- text as it was sent for review, and the data that it rests on; NULL while it is not sent.
create table bulletin_draft (
    scheme_id varchar not null,
    month date not null,
    revision integer not null,
    state varchar not null check (state in ('drafted', 'submitted', 'approved', 'returned')),
    sentences varchar not null,
    text_sha256 varchar,
    moment varchar,
    version integer not null,
    changed_by varchar not null,
    changed_at timestamp not null,
    primary key (scheme_id, month, revision),
);

-- Every step of a draft: who changed which sentence from what to what, who sent, approved, returned.
create table draft_step (
    step_id integer primary key,
    scheme_id varchar not null,
    month date not null,
    revision integer not null,
    act varchar not null check (act in ('change', 'submit', 'withdraw', 'approve', 'return')),
    place varchar,
    own_text varchar,
    former_text varchar,
    new_text varchar,
    reason varchar,
    actor varchar not null,
    acted_at timestamp not null,
);
