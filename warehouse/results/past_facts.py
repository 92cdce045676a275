"""Copy the facts of an earlier moment into a scratch store with the scheme of that moment.

The store's own rosters, forms and views are those of the newest scheme version. An earlier version
may have had other units, points or columns, so the facts known then are scored in a store built
from that version.
"""

from __future__ import annotations

from scoring.scheme import Scheme
from warehouse.database.connection import Cursor, quote_name
from warehouse.database.sql import fill_template, insert_frame, physical_columns, run_query


def copy_facts(facts: Cursor, scratch: Cursor, scheme: Scheme) -> None:
    """Copy the standing batches and decisions of a scheme, as known to `facts`, into `scratch`.

    `scratch` must have the scheme registered already, in the version of that moment.
    """
    parameters = {"scheme": scheme.id}
    changes = run_query(facts, "results/standing_changes", parameters).pl()
    insert_frame(scratch, "standing_change", changes)
    columns = run_query(facts, "results/standing_columns", parameters).pl()
    insert_frame(scratch, "batch_column", columns)
    for dataset in scheme.datasets:
        table = quote_name(scheme.id, dataset.key)
        names = [name for column in dataset.columns for name in physical_columns(column)]
        query = fill_template("results/standing_facts.sql.j2", table=table, columns=names)
        insert_frame(scratch, table, facts.sql(query, params=parameters).pl())
    decisions = run_query(facts, "results/standing_decisions", parameters).pl()
    insert_frame(scratch, "decision", decisions)
    objections = facts.sql("from objection where scheme_id = $scheme", params=parameters).pl()
    insert_frame(scratch, "objection", objections)
