-- Schemes are written in the rule language: assessments and indicators are outlines of their trees
-- (scoring/outline.py). A store from before is not opened, so nothing is carried over.
drop table assessment;

drop table indicator;

-- full_points: NULL where it differs by unit or reading.
create table assessment (
    scheme_id varchar not null,
    assessment_id varchar not null,
    position integer not null,
    title varchar not null,
    full_points decimal(18, 2),
    ranks_within varchar not null check (ranks_within in ('all', 'group', 'kind')),
    is_graded boolean not null,
    primary key (scheme_id, assessment_id),
);

-- The total, vetoes, nodes and clauses. parent_id: the node or total that holds it; NULL for the
-- total and vetoes. depth: 0 for these, 1 under the total. full_points: NULL where there is none,
-- or where it differs by unit or reading.
create table indicator (
    scheme_id varchar not null,
    assessment_id varchar not null,
    indicator_id varchar not null,
    position integer not null,
    kind varchar not null check (kind in ('total', 'node', 'clause', 'veto')),
    parent_id varchar,
    depth integer not null,
    name varchar not null,
    full_points decimal(18, 2),
    clause varchar not null,
    provider varchar,
    primary key (scheme_id, assessment_id, indicator_id),
);
