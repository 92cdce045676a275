-- One row per interpretation of a scheme of which an option has been chosen, up to one choice: the
-- reason of the newest of those choices. Read by the editions.
select
    interpretation_id,
    arg_max(reason, choice_id) as reason,
from interpretation_choice
where scheme_id = ? and choice_id <= ?
group by interpretation_id;
