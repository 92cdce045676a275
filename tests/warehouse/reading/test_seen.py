"""What a user sees and no reader reads is asked about or reported, in every file format."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warehouse.reading.changed_files import change_part
from tests.warehouse.reading.marked_files import MAKERS
from tests.warehouse.reading.marked_pages import make_ods
from tests.warehouse.reading.schemes import read_bytes
from tests.warehouse.reading.test_files import check_reading
from tests.warehouse.reading.workbooks import JX1, make_grid
from warehouse.reading.contract import Reading

CASES = tomllib.loads((Path(__file__).parent / "cases" / "seen.toml").read_text("utf-8"))["case"]
TRIED = [
    pytest.param(case, container, id=f"{case['sentence']} ({container})")
    for case in CASES
    for container in case.get("in", MAKERS)
]


def read_marked(case: dict[str, Any], container: str) -> Reading:
    sheet = "" if container == "html" else "表:"
    answers = {
        f"{code}:{sheet}{place}": answer
        for question, answer in case.get("answers", {}).items()
        for code, _, place in [question.partition(":")]
    }
    content = MAKERS[container](make_grid(case["grid"]))
    scheme = case.get("scheme", "jiangxian-2021")
    return read_bytes(content, "表", scheme, answers=answers)


@pytest.mark.parametrize(("case", "container"), TRIED)
def test_what_is_seen_and_not_read_is_asked_about(case: dict[str, Any], container: str) -> None:
    reading = read_marked(case, container)
    check_reading(reading, case)
    questions = [finding for finding in reading.findings if finding.severity == "question"]
    if "options" in case:
        assert list(questions[0].options) == case["options"]
    if not case.get("warns"):
        assert not [f for f in reading.findings if f.code == "seen_not_read"]


@pytest.mark.parametrize(("named", "default"), [("single", "none"), ("none", "single")])
def test_a_default_style_of_ods_leaves_the_named_style_before_it(named: str, default: str) -> None:
    line = "style:text-line-through-type"
    default_style = (
        f'<style:default-style><style:text-properties {line}="{default}"/></style:default-style>'
    )

    def change(data: bytes) -> bytes:
        text = data.decode().replace(f'{line}="single"', f'{line}="{named}"')
        return text.replace("</office:styles>", f"{default_style}</office:styles>").encode()

    content = make_ods([["2021年5月"], *JX1, ["县财政局", "√", "~~3~~", "", ""]])
    reading = read_bytes(change_part(content, "styles.xml", change), "表", "jiangxian-2021")
    is_struck = any(finding.code == "struck_out" for finding in reading.findings)
    assert is_struck == (named == "single")


texts = st.text(st.sampled_from("0123456789√×条 中"), min_size=1, max_size=3)
runs = st.lists(st.tuples(texts, st.booleans()), min_size=2, max_size=5)


@settings(max_examples=60, deadline=None)
@given(runs, st.sampled_from(sorted(MAKERS)))
def test_struck_runs_never_join_what_is_read(
    written: list[tuple[str, bool]], container: str
) -> None:
    # Programs join neighbouring runs of the same format.
    cell = "".join(f"~~{text}~~" if is_struck else text for text, is_struck in written)
    cell = cell.replace("~~~~", "")
    rest = "".join(text for text, is_struck in written if not is_struck)
    struck = "".join(text for text, is_struck in written if is_struck)
    marked = [["2021年5月"], *JX1, ["县财政局", "√", cell, "", ""]]
    plain = [["2021年5月"], *JX1, ["县财政局", "√", rest, "", ""]]
    found = read_bytes(MAKERS[container](marked), "表", "jiangxian-2021")
    wanted = read_bytes(MAKERS[container](plain), "表", "jiangxian-2021")
    (row,) = found.tables[0].rows
    if struck.strip():
        assert row.values["column_posts"] is None
        asked = [f for f in found.findings if f.code == "struck_out"]
        value = wanted.tables[0].rows[0].values["column_posts"]
        assert value is None or asked[0].options[0] == value
    else:
        assert row.values == wanted.tables[0].rows[0].values
