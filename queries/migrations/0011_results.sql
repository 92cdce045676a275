-- Figures of clauses and nodes, and totals, ranks and grades of units, stored with the ledger that
-- explains them. A store from before is not opened, so nothing is carried over.
drop table ledger;

drop table bound;

-- cells: the columns ('form.column', of last year 'last:form.column', or a ledger's form) whose
-- cells are the evidence; cell_months: the months of each, as masks; months: their union.
create table ledger (
    scheme_id varchar not null,
    assessment_id varchar not null,
    as_of tinyint not null,
    unit_id integer not null,
    indicator_id varchar not null,
    line_number integer not null,
    kind varchar not null,
    counts_to varchar not null check (counts_to in ('earned', 'lost', 'pending', 'none')),
    cause varchar not null,
    points decimal(18, 6) not null,
    reason varchar not null,
    clause varchar not null,
    months integer not null,
    cells varchar[] not null,
    cell_months integer[] not null,
    batch_id integer,
    row_number integer,
);

-- One row per unit and clause or node that is there for it; the total is 'total'. full_points: NULL
-- of an addition or deduction, whose points are `added`. worst, best: what the year can end with;
-- NULL: no end. is_counted: whether an addition counts (else it is 不计入). A veto has a row, too: no
-- points, and is_open says whether what is to come may change it.
create table figure (
    scheme_id varchar not null,
    assessment_id varchar not null,
    as_of tinyint not null,
    unit_id integer not null,
    indicator_id varchar not null,
    full_points decimal(18, 6),
    earned decimal(18, 6) not null,
    lost decimal(18, 6) not null,
    pending decimal(18, 6) not null,
    added decimal(18, 6) not null,
    worst decimal(18, 6),
    best decimal(18, 6),
    is_open boolean not null,
    is_counted boolean not null,
);

-- One row per unit of an assessment. total, rank: NULL where a veto takes them; rank also where
-- nothing is known; grade: NULL while it is open. is_grade_provisional: a grade with a limited number
-- of seats that may still move.
create table result (
    scheme_id varchar not null,
    assessment_id varchar not null,
    as_of tinyint not null,
    unit_id integer not null,
    total decimal(18, 2),
    rank integer,
    grade varchar,
    is_grade_provisional boolean not null,
    is_grade_settled boolean not null,
    worst decimal(18, 2),
    best decimal(18, 2),
    vetoes varchar[] not null,
    at_risk varchar[] not null,
);

-- Where a scheme's year begins: month 1 is the month after this many from the beginning of the
-- calendar (12 × year + month).
create table scheme_calendar (
    scheme_id varchar primary key,
    months_before integer not null,
);
