-- What was answered to questions that come again every month; the newest answer counts.
-- topic: missing_column:DATASET:KEY, which_months:DATASET, sheet_month:DATASET:SHEET.

create table remembered_answer (
    scheme_id varchar not null,
    topic varchar not null,
    answer varchar not null,
    batch_id integer not null,
    actor varchar not null,
    created_at timestamp not null,
    primary key (scheme_id, topic, batch_id),
);
