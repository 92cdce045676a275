-- Pages with their filters as someone saved them, for the person alone or shared with roles.
-- address: JSON, key of a filter -> its texts in the URL. tables: JSON, table -> hidden columns, sort.
create table saved_view (
    view_id integer primary key,
    owner varchar not null,
    name varchar not null,
    page varchar not null,
    address varchar not null,
    tables varchar not null,
    roles varchar[] not null,
    saved_at timestamp not null,
);
