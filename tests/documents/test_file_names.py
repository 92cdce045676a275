"""Names of files: the title, as Windows and Linux take it."""

from __future__ import annotations

import pytest

from documents.file_names import fit_file_name, name_edition


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("关于11月份\n工作推进情况的通报", "关于11月份工作推进情况的通报"),
        ('甲/乙:"丙"?', "甲／乙：”丙”？"),
        (" 通报. ", "通报"),
        ("\x00\n", "未命名"),
    ],
)  # fmt: skip
def test_a_title_becomes_a_name_that_windows_accepts(title: str, name: str) -> None:
    assert fit_file_name(title) == name


def test_a_long_title_fits_into_linux_names_with_edition_and_suffix() -> None:
    assert len(f"{name_edition(fit_file_name('长' * 500), 123)}.docx".encode()) <= 255


def test_a_first_edition_bears_no_number() -> None:
    assert [name_edition("通报", 1), name_edition("通报", 2)] == ["通报", "通报（第2版）"]
