-- One row per imported file, evidence file, issued document and file of the inbox: the digest under
-- which its bytes are kept, their number, and the file's first name. Read by the checks of the folder
-- of originals. Of a file that held personal numbers the digest and size are those of its masked copy.
-- Never NULL.
select
    coalesce(masked_copy.kept_sha256, source_file.sha256) as sha256,
    coalesce(masked_copy.kept_byte_count, source_file.byte_count) as byte_count,
    source_file.first_name,
from source_file
left join masked_copy using (sha256)
union
select
    kept_sha256,
    kept_byte_count,
    arg_min(name, file_id),
from inbox_file
where
    kept_sha256 is not null
    and kept_sha256 not in (select kept.kept_sha256 from masked_copy as kept)
    and kept_sha256 not in (select source_file.sha256 from source_file)
group by kept_sha256, kept_byte_count;
