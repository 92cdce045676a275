"""Answers about struck-out text and drawings are offered in Chinese."""

from __future__ import annotations

import pytest

from dashboard.shell.question_words import Question, describe_option
from warehouse.reading.contract import Finding

ASKED = {
    "struck_out": ("yes", "no", "blank"),
    "row_struck": ("skip", "keep"),
    "entry_struck": ("withdrawn", "counts"),
    "unit_struck": ("skip",),
    "drawn_over": ("yes", "no", "blank"),
    "drawn_over_filled": ("written",),
}


@pytest.mark.parametrize("code", ASKED)
def test_every_answer_is_said_in_chinese(code: str) -> None:
    options = ASKED[code]
    finding = Finding(
        severity="question", code=code, message="问", file="表", id=f"{code}:A1", options=options
    )
    said = [describe_option(Question((finding,)), option, {}) for option in options]
    assert all(not text.isascii() for text in said)
    assert len(set(said)) == len(options)
