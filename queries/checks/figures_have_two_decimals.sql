-- Wrong rows: an indicator whose ledger lines do not add up to a figure of 2 decimals.
create or replace view check_figures_have_two_decimals as
select
    scheme_id,
    assessment_id,
    as_of,
    unit_id,
    indicator_id,
    counts_to,
    sum(points) as points,
from ledger
group by all
having sum(points) <> sum(points)::decimal(18, 2);
