-- Accounts and the office's switches.

-- Whoever may sign in. Never deleted: the record names people by their account. password_hash is
-- NULL where an OpenID provider vouches (issuer and subject name the person there). epoch grows
-- with everything that must end the sessions that are open: password, role, units, switching off.
create table account (
    account_id integer primary key,
    name varchar not null unique,
    shown_name varchar not null,
    role varchar not null check (role in ('leader', 'staff', 'admin', 'auditor', 'unit')),
    units struct(scheme_id varchar, unit varchar)[] not null,
    password_hash varchar,
    must_change boolean not null,
    totp_secret varchar,
    recovery_hashes varchar[] not null,
    is_enabled boolean not null,
    issuer varchar,
    subject varchar,
    epoch integer not null,
    created_at timestamp not null,
    changed_at timestamp not null,
);

-- One row per switch that differs from what the program brings (warehouse/access/settings.py).
create table setting (
    key varchar primary key,
    value varchar not null,
    changed_at timestamp not null,
);
