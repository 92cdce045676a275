-- One row per interpretation of a scheme of which an option has been chosen, up to one choice.
-- option_id is the newest of those choices. Read by warehouse/schemes/scheme_history.py.
select
    interpretation_id,
    arg_max(option_id, choice_id) as option_id,
from interpretation_choice
where scheme_id = $scheme and choice_id <= $choice
group by interpretation_id;
