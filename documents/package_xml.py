"""The XML parts of a workbook except its rows: styles, sheet list, relationships."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from documents.sheet_page import SMALLEST_SCALE, SheetPage

FONT = "宋体"
HEADER_COLOUR = "FFE8EDF3"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

EXACT_FORMAT = 164
"""The first number that the format leaves to custom number formats."""

STYLES = f"""{DECLARATION}<styleSheet xmlns="{MAIN}">
<numFmts count="1"><numFmt numFmtId="{EXACT_FORMAT}" formatCode="0.00####"/></numFmts>
<fonts count="2"><font><sz val="11"/><name val="{FONT}"/><charset val="134"/></font>
<font><b/><sz val="11"/><name val="{FONT}"/><charset val="134"/></font></fonts>
<fills count="3"><fill><patternFill patternType="none"/></fill>
<fill><patternFill patternType="gray125"/></fill>
<fill><patternFill patternType="solid"><fgColor rgb="{HEADER_COLOUR}"/></patternFill></fill></fills>
<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>
<border><left style="thin"/><right style="thin"/><top style="thin"/><bottom style="thin"/>\
<diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="8"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="0" fontId="1" fillId="2" borderId="1" xfId="0" applyFont="1" applyFill="1"\
 applyBorder="1" applyAlignment="1">\
<alignment horizontal="center" vertical="center" wrapText="1"/></xf>
{{formats}}</cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>"""

HEADING_POINTS, SMALL_POINTS = 16, 10
LONGEST_LINE = 90
"""Of a page header, which takes 255 characters with its codes."""

FORMATS = (
    (49, ""),  # text
    (49, ' wrapText="1"'),  # wrap
    (1, ' horizontal="center"'),  # whole
    (2, ""),  # points
    (EXACT_FORMAT, ""),  # exact
    (10, ""),  # percent
)
"""Number format and extra alignment of each kind, in the order of sheet_xml.STYLES."""


def write_styles() -> str:
    """Return styles.xml: the default, the header, then one style for each kind of column."""
    formats = "\n".join(
        f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="1" xfId="0"'
        ' applyNumberFormat="1" applyBorder="1" applyAlignment="1">'
        f'<alignment vertical="center"{more}/></xf>'
        for number, more in FORMATS
    )
    return STYLES.format(formats=formats)


def open_sheet(page: SheetPage) -> str:
    """Return a sheet's XML before its rows: frozen header, column widths in characters."""
    cols = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"'
        + (' hidden="1"/>' if number - 1 in page.hidden else "/>")
        for number, width in enumerate(page.widths, start=1)
    )
    fits = '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>' if page.fits_width else ""
    return (
        f'{DECLARATION}<worksheet xmlns="{MAIN}">{fits}'
        '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2"'
        ' activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{cols}</cols><sheetData>'
    )


def close_sheet(area: str, page: SheetPage, heading: Sequence[str]) -> str:
    """Return a sheet's XML after its rows: the filter over `area` (A1:C9), the printed page.

    `heading` are the lines printed above every page; they are no rows, so that a program still
    finds the columns' titles in the first one.
    """
    orientation = "landscape" if page.is_landscape else "portrait"
    scale = 'fitToWidth="1" fitToHeight="0"' if page.fits_width else f'scale="{SMALLEST_SCALE}"'
    return (
        f'</sheetData><autoFilter ref="{area}"/><printOptions horizontalCentered="1"/>'
        '<pageMargins left="0.4" right="0.4" top="1" bottom="0.7" header="0.35" footer="0.3"/>'
        f'<pageSetup paperSize="9" {scale} orientation="{orientation}"/>'
        f"<headerFooter><oddHeader>{escape(_write_heading(heading))}</oddHeader>"
        "<oddFooter>&amp;C第 &amp;P 页 共 &amp;N 页</oddFooter></headerFooter></worksheet>"
    )


def _write_heading(lines: Sequence[str]) -> str:
    """Return the codes of a page header: the first line large, the others small."""
    sizes = [HEADING_POINTS, *[SMALL_POINTS] * len(lines)]
    # The size comes before the font, so that no digit of a text is taken for a part of it.
    parts = [
        f'&{size}&"{FONT},常规"{line.replace("&", "&&")[:LONGEST_LINE]}'
        for size, line in zip(sizes, lines, strict=False)
    ]
    return "&C" + "\n".join(parts)


def write_workbook_part(names: Sequence[str], areas: Sequence[str], repeated: Sequence[str]) -> str:
    """Return workbook.xml, in which each sheet repeats its header on every printed page.

    `repeated` are the columns that a sheet repeats, too, e.g. A:B, or '' for none.
    """
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(names, start=1)
    )
    defined = "".join(
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{position}" hidden="1">'
        f"{_quote(name)}!{_make_absolute(area)}</definedName>"
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{position}">'
        f"{_write_titles(_quote(name), columns)}</definedName>"
        for position, (name, area, columns) in enumerate(zip(names, areas, repeated, strict=True))
    )
    return (
        f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">'
        f'<bookViews><workbookView activeTab="0"/></bookViews><sheets>{sheets}</sheets>'
        f"<definedNames>{defined}</definedNames></workbook>"
    )


def write_workbook_relations(count: int) -> str:
    """Return workbook.xml.rels: which part holds which sheet, and the styles."""
    sheets = "".join(
        f'<Relationship Id="rId{number}" Type="{RELATIONS}/worksheet"'
        f' Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, count + 1)
    )
    return (
        f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">{sheets}'
        f'<Relationship Id="rId{count + 1}" Type="{RELATIONS}/styles" Target="styles.xml"/>'
        "</Relationships>"
    )


def write_package_relations() -> str:
    """Return the package's _rels/.rels, which points to the workbook."""
    return (
        f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>"
    )


def write_content_types(count: int) -> str:
    """Return [Content_Types].xml, the type of each part."""
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml"'
        f' ContentType="{TYPE}.worksheet+xml"/>'
        for number in range(1, count + 1)
    )
    return (
        f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{TYPE}.styles+xml"/>{sheets}</Types>'
    )


def _write_titles(sheet: str, columns: str) -> str:
    first, _, last = columns.partition(":")
    return (f"{sheet}!${first}:${last}," if columns else "") + f"{sheet}!$1:$1"


def _quote(name: str) -> str:
    return escape("'" + name.replace("'", "''") + "'")


def _make_absolute(area: str) -> str:
    """Return A1:C9 as $A$1:$C$9."""
    return ":".join(
        f"${cell.rstrip('0123456789')}${cell.lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ')}"
        for cell in area.split(":")
    )
