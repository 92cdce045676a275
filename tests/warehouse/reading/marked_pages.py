"""Build OpenDocument files, web pages and XML spreadsheets from a marked grid."""

from __future__ import annotations

import io
import zipfile
from html import escape

from tests.warehouse.reading.marked_cells import Marked, parse_grid
from tests.warehouse.reading.workbooks import Grid
from warehouse.reading.sheets.column_letters import letter


def make_ods(grid: Grid) -> bytes:
    """Struck-out styles of cells and spans, form controls, frames."""
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
    """A struck-out class of cells, `s` elements, input fields, images."""
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
    """Struck-out styles and rich text; nothing can be drawn over cells."""
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
