-- What an indicator can still end the year with, written with the ledger of the same scoring.
-- worst, best: NULL for a veto, which has no points; best: NULL where the points have no ceiling.
-- is_settled: nothing that later months or awaited forms may bring can change the points, or veto.
create table bound (
    scheme_id varchar not null,
    assessment_id varchar not null,
    as_of tinyint not null,
    unit_id integer not null,
    indicator_id varchar not null,
    worst decimal(18, 2),
    best decimal(18, 2),
    is_settled boolean not null,
);
