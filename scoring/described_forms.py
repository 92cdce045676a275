"""What the forms of a county's datasets hold, for the rules."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scoring.clauses.forms import Form, FormColumn
from scoring.dataset import Column, Dataset


def describe_forms(datasets: Iterable[Dataset]) -> dict[str, Form]:
    """Return the form of each dataset, by its key."""
    return {dataset.key: describe_form(dataset) for dataset in datasets}


def describe_form(dataset: Dataset) -> Form:
    """Return a dataset as the rules see it.

    A blank of a monthly column is 'not done', unless the form says otherwise; a blank of the
    others is 'not known'.
    """
    reads = {column.read for column in dataset.columns}
    facts: dict[str, Any] = {"title": dataset.title}
    if dataset.shape == "dated_ledger":
        facts["type"] = "ledger"
    elif reads == {"monthly"}:
        facts |= {"type": "monthly", "blank": "zero"}
    else:
        facts["type"] = "inspection" if "cumulative" not in reads else "cumulative"
        facts["monthly"] = tuple(c.key for c in dataset.columns if c.read == "monthly")
    if dataset.blank and dataset.shape != "dated_ledger":
        facts["blank"] = dataset.blank
    facts["optional"] = tuple(column.key for column in dataset.columns if column.optional)
    facts["at_most"] = dataset.at_most
    if dataset.shape == "quarter":
        facts["due_months"] = (3, 6, 9, 12)
    columns = {column.key: _describe_column(column) for column in dataset.columns}
    return Form.model_validate({**facts, "column": columns})


def _describe_column(column: Column) -> FormColumn:
    facts = {
        "type": column.type,
        "title": column.headers[0],
        "measure": column.measure,
        "decimals": column.decimals,
        "least": column.minimum,
        "most": column.maximum,
        "values": tuple(choice.value for choice in column.choices),
    }
    return FormColumn.model_validate({k: value for k, value in facts.items() if value is not None})
