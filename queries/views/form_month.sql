-- One row per form that a month of the scheme's year expects, or of which a batch stands. The caller
-- gives the expected forms ($datasets, $months), which follow from the scheme's rules under the
-- chosen interpretations. Read by every page, to say how far a month is.
-- is_closed, of the month: issued or sealed. is_complete: closed, or something is in and nothing is
-- missing that was expected since the last closed month: what was issued went out as it was.
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
    ),

    months as (
        select
            month_number,
            bool_or(is_closed) as is_closed,
            bool_or(is_in) as has_data,
            count(*) filter (where is_expected and not is_in and not is_closed) as missing_count,
        from forms
        group by month_number
    ),

    spans as (
        select
            months.*,
            max(month_number) filter (where is_closed) over (order by month_number) as closed_until,
        from months
    ),

    judged as (
        select
            month_number,
            is_closed
            or (
                has_data
                and sum(missing_count) over (partition by closed_until order by month_number) = 0
            ) as is_complete,
        from spans
    )

select
    forms.month_number,
    forms.dataset_key,
    forms.annex,
    forms.title,
    forms.is_expected,
    forms.is_in,
    forms.is_closed,
    judged.is_complete,
from forms
inner join judged using (month_number)
order by forms.month_number, forms.position;
