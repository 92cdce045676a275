-- One row per month of a scheme that has data or a seal. Read by warehouse/scheme_life/score_moves.py.
with reported as (
    select
        month,
        bool_or(batch_id > 0) as has_data,
    from standing_input
    where scheme_id = $scheme
    group by month
),

sealed as (
    select
        month,
        is_sealed,
    from month_state
    where scheme_id = $scheme
)

select
    strftime(coalesce(reported.month, sealed.month), '%Y-%m') as month,
    coalesce(sealed.is_sealed, false) as is_sealed,
    coalesce(reported.has_data, false) as has_data,
from reported
full join sealed on reported.month = sealed.month
order by 1;
