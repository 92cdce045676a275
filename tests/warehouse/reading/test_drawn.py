"""Drawings and controls that only one file format or program writes."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO

import pytest

from tests.warehouse.reading.changed_files import replace_parts
from tests.warehouse.reading.marked_pages import make_html
from tests.warehouse.reading.marked_workbooks import make_xlsx
from tests.warehouse.reading.schemes import read_bytes
from tests.warehouse.reading.workbooks import JX1, make_csv
from warehouse.reading.containers.anchors import Edge, Extents, main_cell, span
from warehouse.reading.containers.budget import Budget
from warehouse.reading.containers.xls_drawn import read_drawn
from warehouse.reading.contract import Limits, Reading
from warehouse.reading.sheets.grid import Sheet

GRID = [["2021年5月"], *JX1, ["县财政局", "", "3", "2", "1"], ["县公安局", "×", "3", "2", "1"]]
SHEET = "xl/worksheets/sheet1.xml"
RELATIONS = "xl/worksheets/_rels/sheet1.xml.rels"
ROW_END = '<c r="C3"'


def read(content: bytes) -> Reading:
    return read_bytes(content, "表", "jiangxian-2021")


def asked(reading: Reading) -> list[str | None]:
    """Return the ids of the questions (None for an error)."""
    return [f.id for f in reading.findings if f.severity != "warning"]


def reported(reading: Reading) -> list[str]:
    """Return the messages about objects that are seen and not read."""
    return [f.message for f in reading.findings if f.code == "seen_not_read"]


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(BytesIO(content)) as package:
        return package.read(name).decode()


def with_cell(cell: str) -> bytes:
    content = make_xlsx(GRID)
    sheet = part(content, SHEET).replace(ROW_END, cell + ROW_END, 1)
    return replace_parts(content, {SHEET: sheet})


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B3" t="e" vm="1"><v>#VALUE!</v></c>',
        '<c r="B3" t="e" vm="1"><f>_xlfn.IMAGE("http://a")</f><v>#VALUE!</v></c>',
        '<c r="B3" t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v></c>',
        '<c r="B3" t="str"><f>_xlfn.DISPIMG("ID_1",1)</f></c>',
    ],
)
def test_a_picture_within_a_cell_asks(cell: str) -> None:
    reading = read(with_cell(cell))
    assert asked(reading) == ["drawn_over:表:B3"]
    assert reading.tables[0].rows[0].values["ledger_filed"] is None


def test_an_error_that_a_formula_spilled_is_no_picture() -> None:
    cell = '<c r="B3" t="e" vm="1"><f>A1:A9</f><v>#VALUE!</v></c>'
    (finding,) = [f for f in read(with_cell(cell)).findings if f.severity == "error"]
    assert finding.code == "error_value"


def test_a_picture_formula_saved_as_text_asks() -> None:
    grid = [*GRID[:2], ["县财政局", '=DISPIMG("ID_1",1)', "3", "2", "1"]]
    assert asked(read(make_csv(grid))) == ["drawn_over:B3"]


ANCHOR = (
    "<anchor><from><xdr:col>1</xdr:col><xdr:colOff>9000</xdr:colOff><xdr:row>2</xdr:row>"
    "<xdr:rowOff>0</xdr:rowOff></from><to><xdr:col>1</xdr:col><xdr:colOff>300000</xdr:colOff>"
    "<xdr:row>2</xdr:row><xdr:rowOff>180000</xdr:rowOff></to></anchor>"
)


@pytest.mark.parametrize(
    ("properties", "value", "question"),
    [
        ('objectType="CheckBox" checked="Checked"', "yes", []),
        ('objectType="CheckBox"', "no", []),
        ('objectType="CheckBox" checked="Mixed"', None, ["drawn_over:表:B3"]),
        ('objectType="Radio" checked="Checked"', None, ["drawn_over:表:B3"]),
        ('objectType="GBox"', None, []),
    ],
)
def test_a_form_control_states_what_it_is(
    properties: str, value: str | None, question: list[str]
) -> None:
    content = make_xlsx(GRID)
    controls = (
        '<mc:AlternateContent><mc:Choice Requires="x14"><controls><mc:AlternateContent>'
        '<mc:Choice Requires="x14"><control shapeId="1025" r:id="rId9" name="复选框 1">'
        f"<controlPr>{ANCHOR}</controlPr></control></mc:Choice><mc:Fallback>"
        '<control shapeId="1025" r:id="rId9"/></mc:Fallback></mc:AlternateContent></controls>'
        "</mc:Choice></mc:AlternateContent></worksheet>"
    )
    spaces = ' xmlns:mc="urn:mc" xmlns:xdr="urn:xdr" xmlns:r="urn:r" '
    sheet = part(content, SHEET).replace("</worksheet>", controls)
    sheet = sheet.replace("<worksheet ", f"<worksheet{spaces}", 1).replace(' xmlns:r="http', ' x="')
    reading = read(
        replace_parts(
            content,
            {
                SHEET: sheet,
                RELATIONS: '<Relationships><Relationship Id="rId9" Type="x/ctrlProp"'
                ' Target="../ctrlProps/ctrlProp1.xml"/></Relationships>',
                "xl/ctrlProps/ctrlProp1.xml": f"<formControlPr {properties}/>",
            },
        )
    )
    assert reading.tables[0].rows[0].values["ledger_filed"] == value
    assert asked(reading) == question


def with_drawing(drawing: str) -> bytes:
    relation = (
        '<Relationships><Relationship Id="rId1" Type="x/drawing"'
        ' Target="../drawings/drawing1.xml"/></Relationships>'
    )
    body = f'<xdr:wsDr xmlns:xdr="urn:xdr" xmlns:a="urn:a" xmlns:mc="urn:mc">{drawing}</xdr:wsDr>'
    return replace_parts(make_xlsx(GRID), {RELATIONS: relation, "xl/drawings/drawing1.xml": body})


def two_cells(content: str, first: tuple[int, int], last: tuple[int, int]) -> str:
    corners = "".join(
        f"<xdr:{name}><xdr:col>{column}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{row}</xdr:row>"
        f"<xdr:rowOff>0</xdr:rowOff></xdr:{name}>"
        for name, (row, column) in (("from", first), ("to", last))
    )
    return f"<xdr:twoCellAnchor>{corners}{content}</xdr:twoCellAnchor>"


def test_the_text_of_a_shape_is_named_and_offered() -> None:
    shape = "<xdr:sp><xdr:txBody><a:p><a:r><a:t>√</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
    reading = read(with_drawing(two_cells(shape, (2, 1), (3, 2))))
    (question,) = [f for f in reading.findings if f.severity == "question"]
    assert "B3上有图形（“√”）" in question.message
    assert question.options == ("yes", "no", "blank")


def test_what_is_drawn_over_many_rows_names_them_all() -> None:
    content = with_drawing(two_cells("<xdr:pic/>", (2, 1), (4, 2)))
    assert asked(read(content)) == ["drawn_over:表:B3", "drawn_over_filled:表:B4"][::-1]


def test_hidden_doubles_and_fallbacks_are_not_seen() -> None:
    hidden = '<xdr:sp><xdr:nvSpPr><xdr:cNvPr id="2" hidden="1"/></xdr:nvSpPr></xdr:sp>'
    double = two_cells(hidden, (2, 1), (3, 2))
    fallback = f"<mc:AlternateContent><mc:Fallback>{two_cells('<xdr:pic/>', (2, 1), (3, 2))}"
    fallback += "</mc:Fallback></mc:AlternateContent>"
    reading = read(with_drawing(double + fallback))
    assert (asked(reading), reported(reading)) == ([], [])


def test_a_drawing_without_size_is_not_seen() -> None:
    reading = read(with_drawing(two_cells("<xdr:sp/>", (2, 1), (2, 1))))
    assert (asked(reading), reported(reading)) == ([], [])


def test_a_chart_beside_the_table_is_only_reported() -> None:
    reading = read(with_drawing(two_cells("<xdr:graphicFrame/>", (1, 7), (12, 12))))
    assert asked(reading) == []
    (message,) = reported(reading)
    assert "H2:L12 图表" in message


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def make_object(what: int, row: int, column: int, state: int | None = None) -> bytes:
    corners = struct.pack("<9H", 0, column, 100, row, 10, column, 900, row, 250)
    drawing = b"\x0f\x00\x04\xf0\x00\x00\x00\x00" + b"\x00\x00\x10\xf0\x12\x00\x00\x00" + corners
    parts = struct.pack("<HHHHH12s", 0x15, 0x12, what, 1, 0, b"")
    if state is not None:
        parts += struct.pack("<HHHHHH", 0x12, 8, state, 0, 0, 0)
    return record(0xEC, drawing) + record(0x5D, parts + struct.pack("<HH", 0, 0))


def test_the_objects_of_an_xls_are_seen_without_its_comments() -> None:
    stream = record(0x0809, bytes(16))
    stream += make_object(0x0B, 2, 1, 1) + make_object(0x0B, 3, 1, 0) + make_object(0x0B, 4, 1, 2)
    stream += make_object(0x19, 5, 1) + make_object(0x14, 6, 1) + make_object(0x08, 7, 3)
    sheet = Sheet("表")
    read_drawn(stream + record(0x0A, b""), 0, sheet, Budget(Limits()))
    cells = {row: cells[2].raw for row, cells in sheet.rows.items()}
    assert cells == {3: "☑", 4: "☐"}
    drawn = [(item.kind, item.top, item.left) for item in sheet.drawn]
    assert sorted(drawn) == [("图片", 8, 4), ("控件", 5, 2)]


def test_two_boxes_in_one_cell_and_captions_ask() -> None:
    for body in (
        "<input type=checkbox checked><input type=checkbox>",
        "<input type=checkbox checked>未报送",
    ):
        page = make_html(GRID).replace(b"<td></td><td>3", f"<td>{body}</td><td>3".encode(), 1)
        (question, *_) = asked(read(page))
        assert question is not None and question.startswith("drawn_over")


def test_a_field_is_read_by_what_it_states_and_a_choice_among_several_asks() -> None:
    pages = [
        make_html(GRID).replace(b"<td></td><td>3", f"<td>{body}</td><td>3".encode(), 1)
        for body in ('<input value="√">', "<input type=radio checked>")
    ]
    assert asked(read(pages[0])) == []
    (question, *_) = asked(read(pages[1]))
    assert question is not None and question.startswith("ambiguous_tick")


@pytest.mark.parametrize(
    ("edge", "cells", "only"),
    [
        (Edge(3, 0, length=190_500), (3, 3), 3),
        (Edge(3, 0, length=228_600), (3, 3), 3),
        (Edge(3, 150_000, 4, 170_000), (4, 4), 4),
        (Edge(3, 95_000, 4, 95_500), (3, 4), None),
        (Edge(3, 0, 6, 0), (3, 5), None),
        (Edge(3, 190_500, 3, 190_500), (3, 3), 3),
    ],
)
def test_a_drawing_covers_the_cells_that_it_mostly_lies_over(
    edge: Edge, cells: tuple[int, int], only: int | None
) -> None:
    assert span(edge, Extents().height) == cells
    assert main_cell(edge, Extents().height) == only
