"""The facts of a moment in a store of that moment's scheme: rosters, forms and views as then.

The store's own lists and views are those of the newest version. An earlier version may have had
other units, points or columns, so what was known then is scored in a store made from it.
"""

from __future__ import annotations

from scoring.scheme import Scheme
from warehouse.database.connection import Cursor
from warehouse.database.scheme_schema import quote_schema
from warehouse.database.sql import insert_frame, physical_columns


def copy_facts(facts: Cursor, scratch: Cursor, scheme: Scheme) -> None:
    """Copy what stands for a scheme, as known to `facts`, into a store that knows the scheme."""
    place = {"scheme": scheme.id}
    standing = "select batch_id from standing where scheme_id = $scheme"
    changes = facts.sql(
        "select row_number() over (order by month, dataset_key) as change_id, batch_id,"
        " scheme_id, dataset_key, month, batch_id as stands_batch_id, 0 as stood_batch_id"
        " from standing where scheme_id = $scheme",
        params=place,
    ).pl()
    insert_frame(scratch, "standing_change", changes)
    columns = f"from batch_column where batch_id in ({standing})"
    insert_frame(scratch, "batch_column", facts.sql(columns, params=place).pl())
    for dataset in scheme.datasets:
        table = f"{quote_schema(scheme.id)}.{dataset.key}"
        names = [name for column in dataset.columns for name in physical_columns(column)]
        rows = facts.sql(
            f"select batch_id, row_number, unit_id, {', '.join(names)} from {table}"
            f" where batch_id in ({standing})",
            params=place,
        ).pl()
        insert_frame(scratch, table, rows)
    decided = "select batch_id from standing_adjustment where scheme_id = $scheme"
    insert_frame(
        scratch,
        "decision",
        facts.sql(f"from decision where batch_id in ({decided})", params=place).pl(),
    )
    objections = facts.sql("from objection where scheme_id = $scheme", params=place).pl()
    insert_frame(scratch, "objection", objections)
