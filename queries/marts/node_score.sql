-- One row per scored assessment, as-of month, roster unit and node under the total that is there for
-- the unit. Read by 单位详情 and `kaohe scores`. The columns are those of indicator_score; figures of a
-- node that is converted (折算) may have more than 2 decimals.
create or replace view node_score as
select
    figure.scheme_id,
    figure.assessment_id,
    figure.as_of,
    figure.unit_id,
    figure.indicator_id,
    indicator.position,
    indicator.name,
    indicator.parent_id,
    indicator.depth,
    figure.full_points is not null as has_full,
    figure.full_points,
    figure.earned,
    figure.lost,
    figure.pending,
    figure.added,
    figure.worst,
    figure.best,
    figure.is_open,
    figure.is_counted,
from figure
inner join indicator using (scheme_id, assessment_id, indicator_id)
where indicator.kind = 'node';
