-- One row: the other month whose bulletin was issued under a document number; none if it is free.
-- Read before an edition is issued.
select
    json_extract_string(detail, '$.scheme') as scheme_id,
    json_extract_string(detail, '$.month') as month,
from audit_entry
where
    action = 'issue'
    and json_extract_string(detail, '$.document_number') = $number
    and (scheme_id, month) <> ($scheme_id, $month)
order by entry_id
limit 1;
