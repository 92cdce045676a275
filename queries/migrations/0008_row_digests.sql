-- Entries of the record carry the digests of the rows that their acts changed
-- (warehouse/database/row_digests.py). No table changes: the number keeps out earlier programs, whose
-- acts would write no digests.
select 1;
