-- One row per scored assessment, as-of month and roster unit: the sums of its indicators, what the
-- evidence gives before any veto. Read by unit_score and grade_margin. bonus: 0 where there is none.
-- worst, best: what they can be at the year's end; best NULL where one of them has no ceiling.
create or replace view unit_sum as
select
    scheme_id,
    assessment_id,
    as_of,
    unit_id,
    sum(full_points) filter (where part <> 'bonus') as full_points,
    sum(earned) filter (where part <> 'bonus') as earned,
    sum(lost) filter (where part <> 'bonus') as lost,
    sum(pending) filter (where part <> 'bonus') as pending,
    coalesce(sum(earned) filter (where part = 'bonus'), 0) as bonus,
    sum(worst) filter (where part <> 'bonus') as worst,
    case
        when bool_and(best is not null) filter (where part <> 'bonus')
            then sum(best) filter (where part <> 'bonus')
    end as best,
    sum(provisional_lost) filter (where part <> 'bonus') as provisional_lost,
    bool_and(is_settled) filter (where part <> 'bonus') as is_settled,
from indicator_score
group by all;
