"""A value that is read equals what its cell shows, in every file format and number format."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.warehouse.reading.schemes import read_bytes
from tests.warehouse.reading.shown_formats import BLANK_WORDS, Format, figures, formats_of
from tests.warehouse.reading.workbooks import make_html, make_ods, make_xls, make_xlsx
from warehouse.reading.contract import Finding

HEADER = [
    "单位",
    "四种改革方式月报表",
    "涉企信息归集公示统计表",
    "企业信用信息公示系统“双告知”认领情况",
    "宣传报道情况",
]
COLUMNS = {"reform_report_filed": 1, "claim_rate": 3, "publicity_posts": 4}
TITLE = "2021年12月份“证照分离”改革全覆盖工作推进情况"
CONTAINERS = ["xlsx", "xls", "ods", "ods without texts", "html", "html with formats"]


@dataclass(frozen=True)
class Shown:
    """One cell under test: its column, its value and its format."""

    column: str
    value: Decimal
    format: Format

    @property
    def text(self) -> str:
        return self.format.part(self.value).show(self.value)


def write(cell: Shown, container: str) -> bytes:
    """Return a form with one unit, the cell, one tick, and blanks."""
    at = COLUMNS[cell.column]
    row = ["县财政局", "", "√", "", ""]
    code, value = cell.format.code(), str(cell.value)
    if container == "xlsx":
        row[at] = f"{{{value}:{code}}}"
        return make_xlsx([{"grid": [[TITLE], HEADER, row]}])
    if container == "xls":
        figures_: list[list[tuple[object, str]]] = [
            [(text, "General") for text in texts] for texts in ([TITLE], HEADER, row)
        ]
        figures_[2][at] = (float(cell.value), code)
        return make_xls(figures_)
    texts = [[("", text) for text in line] for line in ([TITLE], HEADER, row)]
    if container.startswith("html"):
        escaped = "".join(f"\\{ord(c):04x}" for c in code)
        style = f" style='mso-number-format:\"{escaped}\"'" if "formats" in container else ""
        texts[2][at] = (f'x:num="{value}"{style}', cell.text)
        return make_html(texts)
    strings = [[('office:value-type="string"', text) for _, text in line] for line in texts]
    grid: list[list[tuple[str, str | None]]] = [list(line) for line in strings]
    stored = f'table:style-name="ce" office:value-type="float" office:value="{value}"'
    grid[2][at] = (stored, None if "without" in container else cell.text)
    return make_ods(grid, cell.format.ods())


def read(cell: Shown, container: str) -> tuple[str | None, list[Finding]]:
    """Return the cell's value, and the errors and questions about it."""
    reading = read_bytes(write(cell, container), "表", "jiangxian-2021")
    (table,) = reading.tables
    (row,) = table.rows
    stops = [f for f in reading.findings if f.severity != "warning"]
    assert all((f.row, f.column) == (3, cell.column) for f in stops), stops
    assert row.cells[COLUMNS[cell.column]] == cell.text.strip()
    return row.values[cell.column], stops


def step(text: str) -> Fraction:
    places = len(text.rstrip("%条件例").partition(".")[2])
    return Fraction(1, 10**places) / (100 if text.endswith("%") else 1)


def seen_rate(text: str) -> Fraction | None:
    match = re.fullmatch(r"([\d.]+)(%?)", text)
    return Fraction(match[1]) / (100 if match[2] else 1) if match else None


def seen_count(text: str) -> Fraction | None:
    words = {"√": "1", "×": "0", "无": "0"}
    match = re.fullmatch(r"([\d.]+)[条件例]?", words.get(text, text))
    return Fraction(match[1]) if match else None


TINY = Decimal("0.00005")
rates = st.builds(
    Shown,
    st.just("claim_rate"),
    st.sampled_from([Decimal(n) for n in ("0", str(TINY), "0.5", "0.9666", "0.97", "0.985", "1")]),
    formats_of(
        figures(["figures", "percent", "quoted percent"], [*BLANK_WORDS, "满分", "√", "100%"]),
        ["0", "0.0001", "0.5", "0.97", "1"],
    ),
)
counts = st.builds(
    Shown,
    st.just("publicity_posts"),
    st.sampled_from([Decimal(n) for n in (0, 1, 2, 5, 34, 1200)]),
    formats_of(
        figures(
            ["figures", "unit", "zero added", "quoted percent"], [*BLANK_WORDS, "√", "×", "无"]
        ),
        ["0", "1", "2", "5"],
    ),
)
ticks = st.builds(
    Shown,
    st.just("reform_report_filed"),
    st.sampled_from([Decimal(0), Decimal(1)]),
    formats_of(figures(["figures"], [*BLANK_WORDS, "√", "×", "是", "否", "○"]), ["0", "1"]),
)


def check(landed: str | None, stops: list[Finding], wanted: Fraction | None) -> None:
    """Check that the value is read if the shown text agrees with it, and else asked about."""
    if wanted is not None:
        assert (landed and Fraction(landed), stops) == (wanted, [])
    else:
        assert landed is None
        assert stops


@pytest.mark.parametrize("container", CONTAINERS)
@settings(max_examples=60, deadline=None)
@given(cell=rates)
def test_a_rate_is_read_as_it_is_shown(cell: Shown, container: str) -> None:
    part = cell.format.part(cell.value)
    # Without formats in the page, 0.00005 and 0.005% look alike: both are shown as 0.00%.
    assume(container != "html" or part.kind != "quoted percent" or cell.value != TINY)
    stored = Fraction(cell.value) / (100 if part.kind == "quoted percent" else 1)
    seen = seen_rate(cell.text)
    agrees = seen is not None and abs(seen - stored) <= step(cell.text) / 2
    check(*read(cell, container), stored if agrees else None)


@pytest.mark.parametrize("container", CONTAINERS)
@settings(max_examples=60, deadline=None)
@given(cell=counts)
def test_a_count_is_read_as_it_is_shown(cell: Shown, container: str) -> None:
    stored, seen = Fraction(cell.value), seen_count(cell.text)
    is_not_done = stored == 0 and cell.text in BLANK_WORDS
    check(*read(cell, container), stored if seen == stored or is_not_done else None)


@pytest.mark.parametrize("container", CONTAINERS)
@settings(max_examples=60, deadline=None)
@given(cell=ticks)
def test_a_tick_is_read_as_it_is_shown(cell: Shown, container: str) -> None:
    landed, stops = read(cell, container)
    marks = {"√": "yes", "是": "yes", "×": "no", "否": "no"}
    assert landed == marks.get(cell.text)
    is_blank = cell.text in BLANK_WORDS and cell.value == 0
    assert bool(stops) == (landed is None and not is_blank)


@pytest.mark.parametrize(
    ("attributes", "text", "read"),
    [
        ('x:num="0.9666"', "97%", "0.9666"),
        ('x:num="0.9666"', "95%", "?"),
        ('x:num="0.9666"', "", "?"),
        ("x:num", "0.985", "0.985"),
        ("style='mso-number-format:Percent'", "0.985", "0.985"),
        ("style='mso-number-format:\"0\\.0%\"'", "98.5%", "0.985"),
        ("style='mso-number-format:\"\\@\"'", "0.985", "0.985"),
        ("class=xl25 x:num='0.985'", "98.5%", "0.985"),
        ("class=xl25", "0.985", "0.985"),
        ('sdval="0.985" sdnum="2052;0;0.0%"', "98.5%", "0.985"),
        ('x:str="98.5%"', "98.5%", "0.985"),
        ('x:str="98.5%"', "97%", "?"),
        ("x:err", "#DIV/0!", "!"),
        ('x:fmla="=A1/B1"', "", "!"),
        ("", "<input type=text value='98.5%'>", "0.985"),
        ("", "<select><option>97%<option selected>98%</select>", "0.98"),
    ],
)
def test_a_page_states_values_in_many_ways(attributes: str, text: str, read: str) -> None:
    row = [("", "县财政局"), ("", "<input type=checkbox checked>"), ("", ""), (attributes, text)]
    page = make_html([[("", TITLE)], [("", header) for header in HEADER], row])
    style = b'<style><!-- .xl25 {mso-number-format:"0\\.0\\0025";} --></style><body>'
    reading = read_bytes(page.replace(b"<body>", style), "表.xls", "jiangxian-2021")
    (values,) = (row.values for row in reading.tables[0].rows)
    signs = {"error": "!", "question": "?"}
    stops = [signs[f.severity] for f in reading.findings if f.column == "claim_rate"]
    assert (values["claim_rate"] or "".join(stops)) == read
    assert values["reform_report_filed"] == "yes"
