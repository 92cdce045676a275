-- What is kept instead of a file that held personal numbers: a copy without them. sha256 is of the
-- file as it came in (source_file), by which it is known when it comes again; the others are of
-- the copy, which is the file named by kept_sha256.
create table masked_copy (
    sha256 varchar primary key,
    kept_sha256 varchar not null,
    kept_byte_count bigint not null,
    made_at timestamp not null,
);
