-- The store: sources, batches, what stands, schemes, choices, the ledger, the audit.
-- Times are UTC. A month is its first day. Rows of a batch never change.

create table source_file (
    sha256 varchar primary key,
    byte_count bigint not null,
    first_name varchar not null,
    stored_at timestamp not null,
);

create table scheme_version (
    scheme_id varchar not null,
    version integer not null,
    sha256 varchar not null,
    document varchar not null,
    after_batch_id integer not null,
    loaded_at timestamp not null,
    primary key (scheme_id, version),
);

create table assessment (
    scheme_id varchar not null,
    assessment_id varchar not null,
    position integer not null,
    title varchar not null,
    full_points decimal(18, 2) not null,
    grading varchar,
    pass_at decimal(18, 2),
    fail_below decimal(18, 2),
    bonus_above decimal(18, 2),
    primary key (scheme_id, assessment_id),
);

create table indicator (
    scheme_id varchar not null,
    assessment_id varchar not null,
    indicator_id varchar not null,
    position integer not null,
    name varchar not null,
    part varchar not null,
    full_points decimal(18, 2) not null,
    clause varchar not null,
    provider varchar,
    primary key (scheme_id, assessment_id, indicator_id),
);

create table dataset (
    scheme_id varchar not null,
    dataset_key varchar not null,
    position integer not null,
    title varchar not null,
    annex varchar not null,
    shape varchar not null,
    primary key (scheme_id, dataset_key),
);

create table unit (
    unit_id integer primary key,
    scheme_id varchar not null,
    unit_name varchar not null,
    kind varchar not null,
    unique (scheme_id, unit_name),
);

create table roster (
    scheme_id varchar not null,
    assessment_id varchar not null,
    unit_id integer not null,
    position integer not null,
    primary key (scheme_id, assessment_id, unit_id),
);

create table unit_attribute (
    unit_id integer not null,
    attribute_key varchar not null,
    attribute_value bigint not null,
    primary key (unit_id, attribute_key),
);

create table interpretation_choice (
    choice_id integer primary key,
    scheme_id varchar not null,
    interpretation_id varchar not null,
    option_id varchar not null,
    after_batch_id integer not null,
    actor varchar not null,
    reason varchar not null,
    chosen_at timestamp not null,
);

create table batch (
    batch_id integer primary key,
    kind varchar not null check (kind in ('import', 'revert')),
    scheme_id varchar not null,
    dataset_key varchar not null,
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
);

-- Which columns a batch reports, where they stand in its file, and the batch whose file they
-- came from (another one where a missing column was kept).
create table batch_column (
    batch_id integer not null,
    column_key varchar not null,
    position integer,
    source_batch_id integer not null,
    primary key (batch_id, column_key),
);

-- The rows of the files as a person sees them: the evidence.
create table source_row (
    batch_id integer not null,
    row_number integer not null,
    unit_id integer not null,
    cells varchar[] not null,
);

-- What stands for a month is the newest change of it; 0: nothing stands.
create table standing_change (
    change_id integer primary key,
    batch_id integer not null,
    scheme_id varchar not null,
    dataset_key varchar not null,
    month date not null,
    stands_batch_id integer not null,
    stood_batch_id integer not null,
);

-- Every landing updates the row of its month: sealing and landing cannot pass each other.
create table month_state (
    scheme_id varchar not null,
    month date not null,
    is_sealed boolean not null,
    revision integer not null,
    primary key (scheme_id, month),
);

create table remembered_alias (
    scheme_id varchar not null,
    written varchar not null,
    unit_id integer not null,
    batch_id integer not null,
    actor varchar not null,
    created_at timestamp not null,
    primary key (scheme_id, written),
);

-- Which as-of months are scored, from what: the newest batch, scheme version and choices.
create table scoring_run (
    scheme_id varchar not null,
    assessment_id varchar not null,
    as_of tinyint not null,
    known_at integer not null,
    scheme_version integer not null,
    choices varchar not null,
    primary key (scheme_id, assessment_id, as_of),
);

create table ledger (
    scheme_id varchar not null,
    assessment_id varchar not null,
    as_of tinyint not null,
    unit_id integer not null,
    indicator_id varchar not null,
    line_number integer not null,
    kind varchar not null,
    counts_to varchar not null check (counts_to in ('earned', 'lost', 'pending', 'none')),
    cause varchar not null,
    points decimal(18, 6) not null,
    reason varchar not null,
    clause varchar not null,
    months integer not null,
    dataset_key varchar,
    columns varchar[] not null,
    batch_id integer,
    row_number integer,
);

create table audit_entry (
    entry_id integer primary key,
    actor varchar not null,
    action varchar not null,
    detail varchar not null,
    happened_at timestamp not null,
);

-- Which months an as-of month sees; joins on equality are fast, on inequality they are not.
create table visible_month (
    as_of tinyint not null,
    month_number integer not null,
    primary key (as_of, month_number),
);

insert into visible_month
select
    as_of,
    month_number,
from (select unnest(range(1, 13)) as as_of) as whole_year
cross join (select unnest(range(1, 13)) as month_number) as months
where month_number <= as_of;
