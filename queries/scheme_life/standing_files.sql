-- One row per form and month of a scheme that something stands for, of some forms and months: the
-- file's name, and the digest of the bytes that are kept of it (NULL: none are).
-- Read by warehouse/scheme_life/last_year.py.
select
    standing_input.dataset_key,
    strftime(standing_input.month, '%Y-%m') as month,
    standing_input.file_name,
    coalesce(masked_copy.kept_sha256, source_file.sha256) as kept_sha256,
from standing_input
left join source_file on standing_input.sha256 = source_file.sha256
left join masked_copy on standing_input.sha256 = masked_copy.sha256
where
    standing_input.scheme_id = $scheme
    and standing_input.batch_id > 0
    and list_contains($datasets, standing_input.dataset_key)
    and list_contains($months, strftime(standing_input.month, '%Y-%m'))
order by standing_input.month, standing_input.dataset_key;
