"""For which months a form is taken: those of the scheme's year, perhaps of the year before."""

from __future__ import annotations

from warehouse.reading.tables.table_blocks import Block


def takes(block: Block, month: str) -> bool:
    """Return whether the form is taken for a month; one of the year 0 never is."""
    return block.form.scheme.takes(block.form.dataset, month)


def list_taken(block: Block, months: list[str]) -> list[str]:
    """Return those of some months for which the form is taken; a ledger has the year's alone."""
    is_ledger = block.form.dataset.shape == "dated_ledger"
    return [month for month in months if not is_ledger and takes(block, month)]


def say_taken(block: Block) -> str:
    """Return the months for which a form is taken, in words."""
    scheme, dataset = block.form.scheme, block.form.dataset
    if scheme.first_number(dataset) == 1:
        return f"{scheme.short_title}只考核{scheme.calendar.words}"
    return f"“{dataset.title}”只收{scheme.calendar.words}和上一年度的"
