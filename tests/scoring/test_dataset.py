"""A form's column may be written in short."""

from __future__ import annotations

from typing import Any

import pytest

from scoring.dataset import Column


@pytest.mark.parametrize(
    "choices",
    [
        ["省", "市"],
        {"省": [], "市": []},
        [{"value": "省"}, {"value": "市"}],
    ],
)
def test_choices_are_a_list_of_values_or_a_table_of_spellings(choices: Any) -> None:
    """Values without other spellings need none written."""
    column = Column.model_validate({"key": "级别", "type": "choice", "choices": choices})
    assert [choice.value for choice in column.choices] == ["省", "市"]
    assert not any(choice.spellings for choice in column.choices)
