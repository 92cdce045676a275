"""Builds one marked grid in every container: ~~struck~~ runs, and what is drawn over cells.

A cell that ends in `[图]` has a picture over it, in `[v]` or `[ ]` a check box.
"""

from __future__ import annotations

import io
import re
import zipfile
from html import escape
from typing import NamedTuple

import xlsxwriter
import xlwt
from PIL import Image

from tests.warehouse.reading.workbooks import Grid
from warehouse.reading.sheets.column_letters import letter

_DRAWN = re.compile(r"(.*)\[(图|v| )\]", re.DOTALL)
_NUMBER = re.compile(r"\{(.+)\}")


class Marked(NamedTuple):
    """One cell: its runs, each with whether it is struck out, and what is drawn over it."""

    runs: list[tuple[str, bool]]
    drawn: str = ""

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.runs)

    @property
    def is_struck(self) -> bool:
        return all(is_struck for _, is_struck in self.runs)

    @property
    def number(self) -> int | None:
        match = _NUMBER.fullmatch(self.text)
        return int(match[1]) if match else None


def parse(written: str) -> Marked:
    """Return the cell that a case writes."""
    match = _DRAWN.fullmatch(written)
    text, drawn = (match[1], match[2]) if match else (written, "")
    parts = text.split("~~")
    return Marked([(part, n % 2 == 1) for n, part in enumerate(parts) if part], drawn)


def parse_grid(grid: Grid) -> list[tuple[int, int, Marked]]:
    """Return the cells that hold anything, with row and column from 0."""
    cells = [(r, c, parse(text)) for r, row in enumerate(grid) for c, text in enumerate(row)]
    return [(r, c, cell) for r, c, cell in cells if cell.runs or cell.drawn]


def picture(kind: str) -> io.BytesIO:
    buffer = io.BytesIO()
    Image.new("RGB", (16, 16), "green").save(buffer, kind)
    buffer.seek(0)
    return buffer


def make_xlsx(grid: Grid) -> bytes:
    """Shared strings with rich text, floating pictures, check boxes within cells."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet("表")
    plain, struck = book.add_format(), book.add_format({"font_strikeout": True})
    for r, c, cell in parse_grid(grid):
        look = struck if cell.is_struck else plain
        if cell.number is not None:
            page.write_number(r, c, cell.number, look)
        elif cell.runs and (cell.is_struck or len(cell.runs) == 1):
            page.write_string(r, c, cell.text, look)
        elif cell.runs:
            parts = [p for text, is_on in cell.runs for p in (struck if is_on else plain, text)]
            page.write_rich_string(r, c, *parts)
        if cell.drawn == "图":
            page.insert_image(r, c, "tick.png", {"image_data": picture("PNG"), "x_offset": 2})
        elif cell.drawn:
            page.insert_checkbox(r, c, cell.drawn == "v")
    book.close()
    return buffer.getvalue()


def make_inline_xlsx(grid: Grid) -> bytes:
    """Inline strings with rich text and phonetic guides; form controls by VML."""
    boxes = [(r, c, cell) for r, c, cell in parse_grid(grid) if cell.drawn]
    rows: dict[int, str] = {}
    for r, c, cell in parse_grid(grid):
        place, style = f"{letter(c + 1)}{r + 1}", int(cell.is_struck)
        if cell.number is not None:
            made = f'<c r="{place}" s="{style}"><v>{cell.number}</v></c>'
        else:
            runs = "".join(
                f"<r><rPr>{'<strike/>' * is_struck}</rPr><t>{escape(text)}</t></r>"
                for text, is_struck in cell.runs
            )
            guide = '<rPh sb="0" eb="1"><t>9</t></rPh><phoneticPr fontId="0"/>'
            made = f'<c r="{place}" s="{style}" t="inlineStr"><is>{runs}{guide}</is></c>'
        rows[r] = rows.get(r, "") + (made if cell.runs else "")
    base = make_xlsx([["x"]])
    body = "".join(f'<row r="{r + 1}">{cells}</row>' for r, cells in rows.items())
    changes = {
        "xl/worksheets/sheet1.xml": '<worksheet xmlns="http://schemas.openxmlformats.org/'
        f'spreadsheetml/2006/main"><sheetData>{body}</sheetData></worksheet>',
        "xl/styles.xml": "<styleSheet><fonts><font/><font><strike/></font></fonts><cellXfs>"
        '<xf fontId="0"/><xf fontId="1"/></cellXfs></styleSheet>',
    }
    if boxes:
        changes["xl/worksheets/_rels/sheet1.xml.rels"] = (
            '<Relationships><Relationship Id="rId1" Target="../drawings/vmlDrawing1.vml"'
            ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/vmlDrawing"'
            "/></Relationships>"
        )
        changes["xl/drawings/vmlDrawing1.vml"] = make_vml(boxes)
    return rewrite(base, changes)


def make_vml(boxes: list[tuple[int, int, Marked]]) -> str:
    """Return VML as Excel writes it: not well-formed, a comment among the controls."""
    shapes = '<v:shape id="_x0000_s1" style="x"><v:textbox><div>批注<br></div></v:textbox>'
    shapes += '<x:ClientData ObjectType="Note"><x:Anchor>1,1,2,1,3,1,4,1</x:Anchor></x:ClientData>'
    shapes += "</v:shape>"
    for number, (r, c, cell) in enumerate(boxes, start=1025):
        kind = "Pict" if cell.drawn == "图" else "Checkbox"
        checked = "<x:Checked>1</x:Checked>" if cell.drawn == "v" else ""
        shapes += (
            f'<v:shape id="_x0000_s{number}" style="position:absolute"><x:ClientData'
            f' ObjectType="{kind}"><x:Anchor>{c}, 5, {r}, 2, {c}, 40, {r}, 18</x:Anchor>{checked}'
            "</x:ClientData></v:shape>"
        )
    return f'<xml xmlns:v="urn:schemas-microsoft-com:vml">{shapes}</xml>'


def rewrite(content: bytes, changes: dict[str, str]) -> bytes:
    """Return a workbook with parts replaced or added."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, text in changes.items():
            new.writestr(name, text)
    return buffer.getvalue()


def make_xls(grid: Grid) -> bytes:
    book = xlwt.Workbook()
    page = book.add_sheet("表")
    struck = xlwt.easyxf("font: struck_out on")
    plain_font, struck_font = xlwt.Font(), xlwt.easyxf("font: struck_out on").font
    for r, c, cell in parse_grid(grid):
        if cell.number is not None:
            page.write(r, c, cell.number, struck if cell.is_struck else xlwt.Style.default_style)
        elif cell.runs and cell.is_struck:
            page.write(r, c, cell.text, struck)
        elif cell.runs:
            fonts = [(text, struck_font if is_on else plain_font) for text, is_on in cell.runs]
            page.write_rich_text(r, c, fonts)
        if cell.drawn:
            page.insert_bitmap_data(picture("BMP").getvalue(), r, c, scale_x=0.5, scale_y=0.5)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def make_ods(grid: Grid) -> bytes:
    cells = {(r, c): cell for r, c, cell in parse_grid(grid)}
    rows, forms = "", ""
    for r, row in enumerate(grid):
        rows += "<table:table-row>"
        for c in range(len(row)):
            cell = cells.get((r, c), Marked([]))
            if cell.drawn in {"v", " "}:
                state = "checked" if cell.drawn == "v" else "unchecked"
                forms += f'<form:checkbox form:id="c{r}{c}" form:current-state="{state}"/>'
            rows += _ods_cell(r, c, cell)
        rows += "</table:table-row>"
    names = ("office", "table", "text", "style", "draw", "form", "svg")
    spaces = " ".join(f'xmlns:{name}="urn:{name}"' for name in names)
    body = (
        f"<office:document-content {spaces}><office:automatic-styles>"
        '<style:style style:name="gone" style:parent-style-name="Gone"/>'
        '<style:style style:name="T1"><style:text-properties'
        ' style:text-line-through-style="solid"/></style:style></office:automatic-styles>'
        '<office:body><office:spreadsheet><table:table table:name="表">'
        f"<office:forms><form:form>{forms}</form:form></office:forms>{rows}"
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    styles = (
        f'<office:document-styles {spaces}><office:styles><style:style style:name="Gone">'
        '<style:text-properties style:text-line-through-type="single"/></style:style>'
        "</office:styles></office:document-styles>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", body)
        package.writestr("styles.xml", styles)
    return buffer.getvalue()


def _ods_cell(r: int, c: int, cell: Marked) -> str:
    style = ' table:style-name="gone"' if cell.runs and cell.is_struck else ""
    if cell.number is not None:
        value = f' table:value-type="float" table:value="{cell.number}"'
        text = f"<text:p>{cell.number}</text:p>"
    else:
        value = ""
        runs = "".join(
            f'<text:span text:style-name="T1">{escape(text)}</text:span>'
            if is_struck and not style
            else escape(text)
            for text, is_struck in cell.runs
        )
        ruby = "<text:ruby><text:ruby-base/><text:ruby-text>9</text:ruby-text></text:ruby>"
        text = f"<text:p>{runs}{ruby}</text:p>" if cell.runs else ""
    drawn = {
        "图": '<draw:frame table:end-cell-address="表.Z99" svg:end="0"><draw:image/>'
        "<text:p>不读</text:p></draw:frame>".replace("表.Z99", f"表.{letter(c + 1)}{r + 1}"),
        "v": f'<draw:control draw:control="c{r}{c}"/>',
        " ": f'<draw:control draw:control="c{r}{c}"/>',
        "": "",
    }[cell.drawn]
    return f"<table:table-cell{style}{value}>{drawn}{text}</table:table-cell>"


def make_html(grid: Grid) -> bytes:
    rows = ""
    cells = {(r, c): cell for r, c, cell in parse_grid(grid)}
    for r, row in enumerate(grid):
        rows += "<tr>"
        for c in range(len(row)):
            cell = cells.get((r, c), Marked([]))
            whole = cell.is_struck and bool(cell.runs)
            text = "".join(
                f"<s>{escape(run)}</s>" if is_struck and not whole else escape(run)
                for run, is_struck in cell.runs
            )
            text = str(cell.number) if cell.number is not None else text
            text += {"图": "<img src=a.png>", "": ""}.get(
                cell.drawn, f"<input type=checkbox {'checked' * (cell.drawn == 'v')}>"
            )
            guide = "<ruby><rt>9</ruby>" if cell.runs else ""
            rows += f"<td{' class=xl66' * whole}>{text}{guide}</td>"
        rows += "</tr>"
    css = "<style><!-- .xl66 {color:red; text-decoration:line-through;} --></style>"
    return f"<html><head><meta charset=utf-8>{css}</head><table>{rows}</table></html>".encode()


def make_spreadsheet_xml(grid: Grid) -> bytes:
    cells = {(r, c): cell for r, c, cell in parse_grid(grid)}
    rows = ""
    for r, row in enumerate(grid):
        rows += "<Row>"
        for c in range(len(row)):
            cell = cells.get((r, c), Marked([]))
            whole = cell.is_struck and bool(cell.runs)
            style = ' ss:StyleID="s1"' if whole else ""
            if cell.number is not None:
                data = f'<Data ss:Type="Number">{cell.number}</Data>'
            else:
                runs = "".join(
                    f"<S>{escape(text)}</S>"
                    if is_struck and not whole
                    else f"<Font>{escape(text)}</Font>"
                    for text, is_struck in cell.runs
                )
                data = f'<ss:Data ss:Type="String" xmlns="urn:html">{runs}</ss:Data>'
                data += "<PhoneticText>9</PhoneticText><Comment><ss:Data>8</ss:Data></Comment>"
            rows += f"<Cell{style}>{data if cell.runs else ''}</Cell>"
        rows += "</Row>"
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}"><Styles>'
        '<Style ss:ID="s1"><Font ss:StrikeThrough="1"/></Style></Styles>'
        f'<Worksheet ss:Name="表"><Table>{rows}</Table></Worksheet></Workbook>'
    ).encode()


MAKERS = {
    "xlsx": make_xlsx,
    "inline": make_inline_xlsx,
    "xls": make_xls,
    "ods": make_ods,
    "html": make_html,
    "xml": make_spreadsheet_xml,
}
