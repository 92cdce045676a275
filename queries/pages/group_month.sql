-- One row per scored assessment, as-of month and kind of unit: the ranked units' totals.
-- Read by 单位详情. median_total is the lower median; no row where none of the kind is ranked.
create or replace view group_month as
select
    scheme_id,
    assessment_id,
    as_of,
    kind,
    quantile_disc(total, 0.5) as median_total,
    max(total) as best_total,
    count(*) as unit_count,
from leaderboard
where rank is not null
group by all;
