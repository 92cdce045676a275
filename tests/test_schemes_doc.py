"""docs/schemes.md and .zh.md hold: the tutorial's outputs, and the reference made from tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from scoring.sheets import language
from scoring.sheets.kind import Context
from tests.schemes_page.page import OFFICE_PAGE, PAGE, read_steps
from tests.schemes_page.reference import BEGIN, CONTEXTS, END, write_reference
from tests.schemes_page.walk import HOME, walk


def test_both_pages_have_the_same_steps() -> None:
    assert read_steps(OFFICE_PAGE) == read_steps(PAGE)
    assert {step.kind for step in read_steps(PAGE)} == {"type", "correct", "fill", "run"}


def test_the_tutorial_comes_out_as_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the blank workbook to the board; `python -m tests.schemes_page` writes it again."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KAOHE_HOME", str(tmp_path / HOME))
    steps = read_steps(PAGE)
    wanted = [(step.command, step.output) for step in steps if step.kind == "run"]
    assert list(walk(steps, tmp_path)) == wanted


@pytest.mark.parametrize("page", [PAGE, OFFICE_PAGE], ids=lambda page: str(page.name))
def test_the_reference_is_up_to_date(page: Path) -> None:
    """`python -m tests.schemes_page` writes it again."""
    text = page.read_text("utf-8")
    made = write_reference(is_chinese=page == OFFICE_PAGE)
    assert text[text.index(BEGIN) : text.index(END) + len(END)] == made


def test_the_reference_has_every_table_of_keys() -> None:
    shown = {id(getattr(language, name)) for name, *_ in CONTEXTS}
    every = [one for one in vars(language).values() if isinstance(one, Context)]
    assert {id(one) for one in every} == shown
