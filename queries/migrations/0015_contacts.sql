-- Whom to call about a unit or a form: kept by the office, shown to its own people only. subject: a
-- unit's name, or the key of a form. nonce: random, so that the row's digest in the audit record,
-- which stays when the row is gone, cannot be searched for the telephone number.
create table contact (
    scheme_id varchar not null,
    kind varchar not null check (kind in ('unit', 'form')),
    subject varchar not null,
    person varchar not null,
    telephone varchar not null,
    nonce varchar not null,
    actor varchar not null,
    changed_at timestamp not null,
    primary key (scheme_id, kind, subject),
);
