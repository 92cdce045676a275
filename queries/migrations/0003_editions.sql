-- Adjustments among the batches; seals, editions, objections and the decisions on them.
-- Rows of these tables are added and never changed.

-- A check constraint cannot be altered in place. An adjustment is of no dataset.
alter table batch rename to old_batch;

create table batch (
    batch_id integer primary key,
    kind varchar not null check (kind in ('import', 'revert', 'adjustment')),
    scheme_id varchar not null,
    dataset_key varchar,
    month date not null,
    sha256 varchar,
    file_name varchar,
    sheet varchar,
    headers varchar[],
    row_count integer not null,
    reverts_batch_id integer,
    actor varchar not null,
    reason varchar,
    warnings varchar not null,
    answers varchar not null,
    created_at timestamp not null,
    check (kind = 'adjustment' or dataset_key is not null),
);

insert into batch by name
from old_batch;

drop table old_batch;

-- Who sealed or unsealed a month, and why; whether it is sealed stands in month_state.
create table seal_change (
    change_id integer primary key,
    scheme_id varchar not null,
    month date not null,
    is_sealed boolean not null,
    edition_id integer,
    actor varchar not null,
    reason varchar not null,
    changed_at timestamp not null,
);

-- What was issued. The content is a file named by its SHA-256 (docs/editions.md); known_at,
-- scheme_version and choice_id are the moment from which it can be recomputed.
create table edition (
    edition_id integer primary key,
    scheme_id varchar not null,
    month date not null,
    revision integer not null,
    predecessor_id integer,
    sha256 varchar not null,
    known_at integer not null,
    scheme_version integer not null,
    choice_id integer not null,
    actor varchar not null,
    reason varchar not null,
    issued_at timestamp not null,
    unique (scheme_id, month, revision),
);

create table edition_document (
    edition_id integer not null,
    position integer not null,
    file_name varchar not null,
    sha256 varchar not null,
    primary key (edition_id, position),
);

-- A unit's objection to a line of its ledger; `line` is the line as it stood, in JSON.
create table objection (
    objection_id integer primary key,
    scheme_id varchar not null,
    assessment_id varchar not null,
    unit_id integer not null,
    indicator_id varchar not null,
    month date not null,
    edition_id integer,
    line_key varchar not null,
    line varchar not null,
    request varchar not null,
    sha256 varchar,
    file_name varchar,
    actor varchar not null,
    filed_at timestamp not null,
    due_on date not null,
);

-- What the office decided; the newest decision on an objection counts. points: moved from lost to
-- earned (negative: back) from the month on; batch_id: NULL where no points were or are moved.
create table decision (
    decision_id integer primary key,
    objection_id integer not null,
    outcome varchar not null check (outcome in ('accepted', 'partly', 'rejected', 'withdrawn')),
    points decimal(9, 2) not null,
    month date not null,
    batch_id integer,
    reason varchar not null,
    actor varchar not null,
    decided_at timestamp not null,
);
