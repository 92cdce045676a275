"""The XML parts of a workbook except its rows: styles, sheet list, relationships."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

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
<border><left/><right/><top/><bottom style="thin"/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="8"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="0" fontId="1" fillId="2" borderId="1" xfId="0" applyFont="1" applyFill="1"\
 applyBorder="1" applyAlignment="1"><alignment horizontal="center" vertical="center"/></xf>
{{formats}}</cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>"""

FORMATS = (
    (49, ""),  # text
    (49, ' wrapText="1"'),  # wrap
    (1, ""),  # whole
    (2, ""),  # points
    (EXACT_FORMAT, ""),  # exact
    (10, ""),  # percent
)
"""Number format and extra alignment of each kind, in the order of sheet_xml.STYLES."""


def write_styles() -> str:
    """Return styles.xml: the default, the header, then one style for each kind of column."""
    formats = "\n".join(
        f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0" xfId="0"'
        f' applyNumberFormat="1" applyAlignment="1"><alignment vertical="center"{more}/></xf>'
        for number, more in FORMATS
    )
    return STYLES.format(formats=formats)


def open_sheet(widths: Sequence[int]) -> str:
    """Return a sheet's XML before its rows: frozen header, column widths in characters."""
    cols = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, width in enumerate(widths, start=1)
    )
    return (
        f'{DECLARATION}<worksheet xmlns="{MAIN}">'
        '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2"'
        ' activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{cols}</cols><sheetData>'
    )


def close_sheet(area: str) -> str:
    """Return a sheet's XML after its rows: the filter over `area` (A1:C9), the page setup."""
    return (
        f'</sheetData><autoFilter ref="{area}"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
    )


def write_workbook_part(names: Sequence[str], areas: Sequence[str]) -> str:
    """Return workbook.xml, in which each sheet repeats its header on every printed page."""
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(names, start=1)
    )
    defined = "".join(
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{position}" hidden="1">'
        f"{_quote(name)}!{_make_absolute(area)}</definedName>"
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{position}">'
        f"{_quote(name)}!$1:$1</definedName>"
        for position, (name, area) in enumerate(zip(names, areas, strict=True))
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


def _quote(name: str) -> str:
    return escape("'" + name.replace("'", "''") + "'")


def _make_absolute(area: str) -> str:
    """Return A1:C9 as $A$1:$C$9."""
    return ":".join(
        f"${cell.rstrip('0123456789')}${cell.lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ')}"
        for cell in area.split(":")
    )
