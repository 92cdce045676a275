"""The check code on paper: it fits one content and one record, and is read as people copy it."""

from __future__ import annotations

from datetime import datetime

import pytest

from warehouse.database.audit import Entry
from warehouse.editions.check_code import (
    DIGITS,
    make_check_code,
    print_check_code,
    read_check_code,
)

HEAD = Entry(121, "甲", "import", "{}", datetime(2021, 12, 3), "ab" * 32)


def test_another_content_or_another_record_has_another_code() -> None:
    codes = {
        make_check_code("37" * 32, HEAD),
        make_check_code("38" * 32, HEAD),
        make_check_code("37" * 32, HEAD._replace(number=122)),
        make_check_code("37" * 32, HEAD._replace(digest="ac" * 32)),
        make_check_code("37" * 32, None),
    }
    assert len(codes) == 5 and {len(code) for code in codes} == {DIGITS}


@pytest.mark.parametrize("change", ["{}", " {} ", "{}\n"])
def test_a_printed_code_is_read_back_however_it_is_spaced(change: str) -> None:
    printed = print_check_code("37" * 32, HEAD)
    assert printed.startswith("121-") and printed.count(" ") == DIGITS // 4 - 1
    for text in (printed, printed.replace(" ", ""), printed.upper(), printed.replace("-", "：")):
        assert read_check_code(change.format(text)) == (121, make_check_code("37" * 32, HEAD))


@pytest.mark.parametrize("text", ["", "121", "3730 448d", "121-xyz", "一二一-3730"])
def test_what_is_no_code_is_not_read(text: str) -> None:
    assert read_check_code(text) is None
