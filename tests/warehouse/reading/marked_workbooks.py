"""Build Excel workbooks from a marked grid."""

from __future__ import annotations

import io
from html import escape

import xlsxwriter
import xlwt

from tests.warehouse.reading.changed_files import replace_parts
from tests.warehouse.reading.marked_cells import Marked, make_picture, parse_grid
from tests.warehouse.reading.workbooks import Grid
from warehouse.reading.sheets.column_letters import letter


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
            page.insert_image(r, c, "tick.png", {"image_data": make_picture("PNG"), "x_offset": 2})
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
    return replace_parts(base, changes)


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


def make_xls(grid: Grid) -> bytes:
    """Rich text and bitmaps in a binary workbook."""
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
            page.insert_bitmap_data(make_picture("BMP").getvalue(), r, c, scale_x=0.5, scale_y=0.5)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
