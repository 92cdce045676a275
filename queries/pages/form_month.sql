-- One row per form that a month of the scheme's year expects, or of which a batch stands; a query,
-- not a view: its caller gives the expected forms ($datasets, $months), which are the scheme's
-- rules under the interpretations chosen. Read by every page, to say how far a month is.
-- is_complete, of the month: issued or sealed, or something is in and nothing expected is missing.
with
    expected as (
        select
            unnest($datasets::varchar[]) as dataset_key,
            unnest($months::integer[]) as month_number,
    ),

    issued as (
        select distinct
            scheme_id,
            month,
        from edition
    ),

    forms as (
        select
            dataset_month.month_number,
            dataset_month.dataset_key,
            dataset_month.position,
            dataset_month.annex,
            dataset_month.title,
            expected.dataset_key is not null as is_expected,
            dataset_month.batch_id is not null as is_in,
            coalesce(month_state.is_sealed, false) or issued.month is not null as is_closed,
        from dataset_month
        left join expected
            on dataset_month.dataset_key = expected.dataset_key
            and dataset_month.month_number = expected.month_number
        left join month_state
            on dataset_month.scheme_id = month_state.scheme_id
            and dataset_month.month = month_state.month
        left join issued
            on dataset_month.scheme_id = issued.scheme_id
            and dataset_month.month = issued.month
        where dataset_month.scheme_id = $scheme
    )

select
    month_number,
    dataset_key,
    annex,
    title,
    is_expected,
    is_in,
    bool_or(is_closed) over (partition by month_number)
    or (
        bool_or(is_in) over (partition by month_number)
        and bool_and(is_in or not is_expected) over (partition by month_number)
    ) as is_complete,
from forms
order by month_number, position;
