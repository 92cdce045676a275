"""A value that lands equals what its cell shows, in every container and for every format."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from io import BytesIO

import pytest
import xlsxwriter
import xlwt
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
    """Return a form with one unit whose other cells are blank but for one tick."""
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
    """Return what is read of the cell, and what is said of it that stops the file."""
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
    """The value lands exactly where what is seen agrees with it; else nothing lands unasked."""
    if wanted is not None:
        assert (landed and Fraction(landed), stops) == (wanted, [])
    else:
        assert landed is None
        assert stops


@pytest.mark.parametrize("container", CONTAINERS)
@settings(max_examples=60, deadline=None)
@given(cell=rates)
def test_a_rate_that_lands_is_what_is_seen(cell: Shown, container: str) -> None:
    part = cell.format.part(cell.value)
    # A page without formats cannot tell 0.00005 shown as 0.00% from 0.005% shown so.
    assume(container != "html" or part.kind != "quoted percent" or cell.value != TINY)
    stored = Fraction(cell.value) / (100 if part.kind == "quoted percent" else 1)
    seen = seen_rate(cell.text)
    agrees = seen is not None and abs(seen - stored) <= step(cell.text) / 2
    check(*read(cell, container), stored if agrees else None)


@pytest.mark.parametrize("container", CONTAINERS)
@settings(max_examples=60, deadline=None)
@given(cell=counts)
def test_a_count_that_lands_is_what_is_seen(cell: Shown, container: str) -> None:
    stored, seen = Fraction(cell.value), seen_count(cell.text)
    is_not_done = stored == 0 and cell.text in BLANK_WORDS
    check(*read(cell, container), stored if seen == stored or is_not_done else None)


@pytest.mark.parametrize("container", CONTAINERS)
@settings(max_examples=60, deadline=None)
@given(cell=ticks)
def test_a_tick_that_lands_is_what_is_seen(cell: Shown, container: str) -> None:
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


def make_computed(formula_value: object, column: int = 4, **properties: str) -> bytes:
    """Return a form written by XlsxWriter, with formulas in one column."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer)
    page = book.add_worksheet()
    rows = [[TITLE], HEADER, ["县财政局", "√", "√", 0.98, 1], ["县公安局", "√", "√", 0.98, 1]]
    for r, row in enumerate(rows):
        page.write_row(r, 0, row)
    page.write_formula(2, column, "=1-1", value=0)
    page.write_formula(3, column, "=2-1", value=formula_value)
    for name, value in properties.items():
        book.set_custom_property(name, value)
    book.close()
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "refused"),
    [
        (make_computed(0), [3, 4]),
        (make_computed(""), [3, 4]),
        (make_computed(1), []),
        (make_computed(0, KSOProductBuildVer="2052-11.1.0"), []),
    ],
    ids=["nothing but 0", "0 and an empty text", "a result of its own", "saved by WPS"],
)
def test_results_that_nobody_computed_are_refused(content: bytes, refused: list[int]) -> None:
    reading = read_bytes(content, "表.xlsx", "jiangxian-2021")
    stops = [f for f in reading.findings if f.severity != "warning"]
    assert [f.row for f in stops] == refused
    assert {f.code for f in stops} <= {"formula_not_cached"}


CHAIN = (
    b'<Relationship Id="rId99" Target="calcChain.xml" Type="http://schemas.openxmlformats.org'
    b'/officeDocument/2006/relationships/calcChain"/>'
)


def change_part(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(buffer, "w") as target:
        for entry in source.infolist():
            data = source.read(entry)
            changed = data.replace(old, new) if entry.filename == part else data
            target.writestr(entry.filename, changed)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/workbook.xml", b' fullCalcOnLoad="1"', b' fullCalcOnLoad="0"'),
        ("docProps/app.xml", b"Microsoft Excel", b"LibreOffice/7.4"),
        ("xl/_rels/workbook.xml.rels", b"</Relationships>", CHAIN + b"</Relationships>"),
    ],
    ids=["no calculation asked for", "LibreOffice", "a calculation chain"],
)
def test_a_sign_of_calculation_keeps_zeros(part: str, old: bytes, new: bytes) -> None:
    reading = read_bytes(change_part(make_computed(0), part, old, new), "表.xlsx", "jiangxian-2021")
    assert [f for f in reading.findings if f.severity != "warning"] == []


@pytest.mark.parametrize(("options", "is_refused"), [(2, True), (0, False)])
def test_zeros_of_an_xls_that_are_to_be_calculated_on_load_are_refused(
    options: int, is_refused: bool
) -> None:
    grid: list[list[tuple[object, str]]] = [
        [(text, "General") for text in line] for line in ([TITLE], HEADER)
    ]
    grid.append([("县财政局", "General"), ("√", "General"), ("√", "General"), (0.98, "0%")])
    grid[2].append((xlwt.Formula("1-1"), "General"))
    uncomputed = b"\x03\x00\x00\x00\x00\x00\xff\xff"
    head, _, tail = make_xls(grid).partition(uncomputed)
    content = head + bytes(8) + options.to_bytes(2, "little") + tail[2:]
    stops = [f for f in read_bytes(content, "表.xls").findings if f.severity != "warning"]
    assert [f.code for f in stops] == ["formula_not_cached"] * is_refused
