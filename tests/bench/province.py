"""A store the size of a province: 150,000 units × 12 months of one assessment's forms."""

from __future__ import annotations

from pathlib import Path

from scoring.outline import AssessmentOutline
from scoring.scheme import Scheme
from warehouse.database.sql import run_script
from warehouse.home.opening import open_store
from warehouse.schemes.scheme_files import load_shipped_schemes
from warehouse.schemes.schemes import register_scheme
from warehouse.store import Store

UNITS = 150_000
MONTHS = 12


def open_province(home: Path, units: int = UNITS) -> tuple[Store, Scheme, AssessmentOutline]:
    """Return a store with a large roster in assessment 1 of 绛县 and a year of its forms."""
    scheme = next(one for one in load_shipped_schemes() if one.id == "jiangxian-2021")
    store = open_store(home, create=True)
    with store.writer("load_scheme") as cursor:
        register_scheme(cursor, scheme)
        run_script(cursor, fill_script(units))
    return store, scheme, scheme.assessment("1")


def fill_script(units: int, scheme_id: str = "jiangxian-2021") -> str:
    """Return SQL that writes rosters, batches and facts directly: landing is not timed here."""
    progress = ", ".join(
        f"({month}, 'import', '{scheme_id}', 'jx1_progress', make_date(2021, {month}, 1))"
        for month in range(1, MONTHS + 1)
    )
    return f"""
    delete from roster;
    delete from unit;
    insert into unit
    select i, '{scheme_id}', 'unit ' || i, 'department', '', 1, 12 from range({units}) t(i);
    insert into roster
    select '{scheme_id}', '1', i, i from range({units}) t(i);
    insert into batch (
        batch_id, kind, scheme_id, dataset_key, month, row_count, actor, warnings, answers,
        created_at
    )
    select *, {units}, 'bench', '[]', '{{}}', now()::timestamp
    from (values {progress},
        (13, 'import', '{scheme_id}', 'jx1_inspection', make_date(2021, 11, 1))
    ) as batches;
    insert into batch_column
    select batch_id, column_key, 1, batch_id
    from batch
    cross join unnest([
        'ledger_filed', 'column_posts', 'publicity_posts', 'trainings'
    ]) t(column_key)
    where dataset_key = 'jx1_progress';
    insert into batch_column
    select 13, column_key, 1, 13
    from unnest([
        'report', 'task_list', 'problem_list', 'rectification_list', 'leading_group', 'work_rules',
        'dedicated_person', 'innovations'
    ]) t(column_key);
    insert into standing_change
    select batch_id, batch_id, scheme_id, dataset_key, month, batch_id, 0 from batch;
    insert into "{scheme_id}".jx1_progress by name
    select
        m.i as batch_id,
        u.i as row_number,
        u.i as unit_id,
        case when hash(u.i, m.i) % 3 = 0 then true end as ledger_filed,
        case
            when hash(u.i, m.i) % 3 > 0
                then make_date(2021, m.i::integer, 1 + (hash(m.i, u.i) % 28)::integer)
        end as ledger_filed_date,
        (hash(u.i, m.i, 1) % 4)::bigint as column_posts,
        (hash(u.i, m.i, 2) % 4)::bigint as publicity_posts,
        (hash(u.i, m.i, 3) % 2)::bigint as trainings,
    from range(1, {MONTHS + 1}) m(i)
    cross join range({units}) u(i);
    insert into "{scheme_id}".jx1_inspection by name
    select
        13 as batch_id,
        u.i as row_number,
        u.i as unit_id,
        hash(u.i, 1) % 5 > 0 as report,
        hash(u.i, 2) % 5 > 0 as task_list,
        hash(u.i, 3) % 5 > 0 as problem_list,
        hash(u.i, 4) % 5 > 0 as rectification_list,
        hash(u.i, 5) % 5 > 0 as leading_group,
        hash(u.i, 6) % 5 > 0 as work_rules,
        case when hash(u.i, 7) % 2 = 0 then 3.5 end as dedicated_person_points,
        hash(u.i, 7) % 3 = 0 as dedicated_person,
        (hash(u.i, 8) % 9)::bigint as innovations,
    from range({units}) u(i);
    """
