-- One row per imported file: its SHA-256, and the SHA-256 of the bytes that are kept, which are the
-- masked copy where the file had personal data. Read by the verification
-- (warehouse/safekeeping/verification/landed_batches.py).
select
    source_file.sha256,
    coalesce(masked_copy.kept_sha256, source_file.sha256) as kept_sha256,
from main.source_file
left join main.masked_copy on source_file.sha256 = masked_copy.sha256;
