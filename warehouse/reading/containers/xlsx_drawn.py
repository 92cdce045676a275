"""Find what lies over the cells of an xlsx sheet: pictures, shapes, charts, form controls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

from warehouse.reading.containers.anchors import (
    PIXEL,
    Edge,
    Extents,
    has_size,
    main_cell,
    place_drawn,
)
from warehouse.reading.containers.budget import Budget
from warehouse.reading.containers.check_boxes import CONTROL, Box, tick_cells
from warehouse.reading.containers.package import Package
from warehouse.reading.containers.xml import ignore_end, ignore_text, read_xml
from warehouse.reading.sheets.grid import Sheet

_KINDS = {"pic": "图片", "sp": "图形", "grpSp": "图形", "cxnSp": "图形", "graphicFrame": "图表"}
_ANCHORS = {"twoCellAnchor", "oneCellAnchor", "absoluteAnchor", "control"}
_STEPS = {"col", "colOff", "row", "rowOff"}
_UNSEEN = {"note", "gbox"}
"""Comments are shown on hover only; a frame around option buttons has no content."""
_CHECKBOX = "checkbox"
_LONGEST_TEXT = 200


@dataclass(slots=True)
class _Shape:
    """One drawn object, as far as it matters here."""

    kind: str = ""
    columns: Edge = field(default_factory=Edge)
    rows: Edge = field(default_factory=Edge)
    has_place: bool = False
    text: str = ""
    is_hidden: bool = False
    shape_id: str = ""
    relation: str = ""
    is_checked: bool | None = False


class AnchorReader:
    """Collects the objects of a drawing, or the controls of a sheet, from XML events."""

    def __init__(self) -> None:
        self.shapes: list[_Shape] = []
        self._fallback = 0
        self._corner = self._taking = ""
        """Which corner is open (from, to), and the element whose text is taken."""
        self._value = ""

    def start(self, element: str, attributes: dict[str, str]) -> None:
        """Handle an element's start."""
        element = element.rpartition(":")[2]
        self._fallback += element == "Fallback"
        if self._fallback:
            return
        if element in _ANCHORS:
            self.shapes.append(_Shape(CONTROL if element == "control" else ""))
            if element == "control":
                self.shapes[-1].shape_id = attributes.get("shapeId", "")
                self.shapes[-1].relation = next(
                    (value for name, value in attributes.items() if name.endswith(":id")), ""
                )
        elif self.shapes:
            self._start_part(element, attributes, self.shapes[-1])

    def _start_part(self, element: str, attributes: dict[str, str], shape: _Shape) -> None:
        if element in {"from", "to"}:
            self._corner = element
        elif element in _STEPS or element == "t":
            self._taking, self._value = element, ""
        elif element in _KINDS and not shape.kind:
            shape.kind = _KINDS[element]
        elif element in {"cNvPr", "compatExt"}:  # a compatExt repeats a form control
            is_double = element == "compatExt" or attributes.get("hidden") in {"1", "true"}
            shape.is_hidden = shape.is_hidden or is_double
        elif element == "ext" and not shape.kind and "cx" in attributes:
            shape.columns.length = _whole(attributes["cx"])
            shape.rows.length = _whole(attributes.get("cy", ""))
        elif element == "pos":
            shape.has_place = True
            shape.columns.offset = _whole(attributes.get("x", ""))
            shape.rows.offset = _whole(attributes.get("y", ""))

    def text(self, value: str) -> None:
        """Handle text."""
        if self._taking:
            self._value += value

    def end(self, element: str) -> None:
        """Handle an element's end."""
        element = element.rpartition(":")[2]
        self._fallback -= element == "Fallback"
        if not self._taking or element != self._taking or not self.shapes:
            return
        shape, self._taking = self.shapes[-1], ""
        if element == "t":
            shape.text = (shape.text + self._value)[:_LONGEST_TEXT]
            return
        edge = shape.columns if element.startswith("col") else shape.rows
        number, is_offset = _whole(self._value), element.endswith("Off")
        shape.has_place = True
        if self._corner == "from":
            edge.offset, edge.first = (
                (number, edge.first) if is_offset else (edge.offset, number + 1)
            )
        elif is_offset:
            edge.last_offset = number
        else:
            edge.last = number + 1


def read_drawn(
    package: Package,
    relations: Mapping[str, tuple[str, str]],
    sheet: Sheet,
    controls: AnchorReader,
    extents: Extents,
    budget: Budget,
) -> None:
    """Record what lies over a sheet's cells: check boxes as ticks, the rest as drawn objects."""
    shapes = _collect_shapes(package, relations, controls)
    budget.check("图形数", len(shapes), budget.limits.merges)
    boxes = []
    for shape in shapes:
        if shape.is_hidden or not shape.kind or not shape.has_place:
            continue
        if not has_size(shape.rows, shape.columns, extents):
            continue
        row = main_cell(shape.rows, extents.height) if shape.kind == _CHECKBOX else None
        column = main_cell(shape.columns, extents.width) if row is not None else None
        if row is not None and column is not None:
            boxes.append(Box(row, column, shape.is_checked, shape.text))
        else:
            kind = CONTROL if shape.kind == _CHECKBOX else shape.kind
            sheet.drawn.append(place_drawn(kind, shape.text, shape.rows, shape.columns, extents))
    tick_cells(sheet, boxes)


def _collect_shapes(
    package: Package, relations: Mapping[str, tuple[str, str]], controls: AnchorReader
) -> list[_Shape]:
    """Return the shapes of a sheet's drawings, then its form controls with their states.

    A control's place is stated in the sheet, in VML, or in both.
    """
    shapes: list[_Shape] = []
    forms = {shape.shape_id: shape for shape in controls.shapes if shape.has_place}
    for kind, target in relations.values():
        if target not in package.names:
            continue
        if kind == "drawing":
            reader = AnchorReader()
            read_xml(package.stream(target), reader.start, reader.end, reader.text)
            shapes += reader.shapes
        elif kind == "vmlDrawing":
            for shape in _read_vml(b"".join(package.stream(target))):
                forms[shape.shape_id] = shape
    for control in controls.shapes:
        if control.shape_id in forms:
            _read_state(package, relations.get(control.relation), forms[control.shape_id])
    return [*shapes, *forms.values()]


def _read_state(package: Package, relation: tuple[str, str] | None, shape: _Shape) -> None:
    """Read from a control's properties what it is, and whether it is checked."""
    if relation is None or relation[1] not in package.names:
        return

    def start(element: str, attributes: dict[str, str]) -> None:
        if element == "formControlPr":
            if attributes.get("objectType", "").lower() in _UNSEEN:
                shape.is_hidden = True
            elif attributes.get("objectType") == "CheckBox":
                state = attributes.get("checked", "Unchecked").lower()
                shape.kind = _CHECKBOX
                shape.is_checked = None if state == "mixed" else state == "checked"

    read_xml(package.stream(relation[1]), start, ignore_end, ignore_text)


class _VmlReader(HTMLParser):
    """Collects form controls from VML, which is seldom well-formed XML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.shapes: list[_Shape] = []
        self._within: list[str] = []
        self._value = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "v:shape":
            self.shapes.append(_Shape(shape_id=attributes.get("id", "").rpartition("_s")[2]))
            style = attributes.get("style", "").replace(" ", "").lower()
            self.shapes[-1].is_hidden = "visibility:hidden" in style
        elif tag == "x:clientdata" and self.shapes:
            kind = attributes.get("objecttype", "").lower()
            self.shapes[-1].kind = (
                "" if kind in _UNSEEN else _CHECKBOX if kind == _CHECKBOX else CONTROL
            )
        self._within.append(tag)
        self._value = ""

    def handle_data(self, data: str) -> None:
        self._value += data
        if self.shapes and "v:textbox" in self._within:
            self.shapes[-1].text = (self.shapes[-1].text + data.strip())[:_LONGEST_TEXT]

    def handle_endtag(self, tag: str) -> None:
        if tag in self._within:
            while self._within.pop() != tag:
                pass
        if not self.shapes:
            return
        shape = self.shapes[-1]
        if tag == "x:anchor":
            _read_vml_anchor(self._value, shape)
        elif tag == "x:checked":
            state = self._value.strip()
            shape.is_checked = None if state == "2" else state == "1"


def _read_vml(part: bytes) -> list[_Shape]:
    reader = _VmlReader()
    reader.feed(part.decode("utf-8", "replace"))
    reader.close()
    return [shape for shape in reader.shapes if shape.kind and shape.has_place]


def _read_vml_anchor(text: str, shape: _Shape) -> None:
    """Read an anchor: column, its offset in pixels, row, its offset; for both corners."""
    numbers = [_whole(part.strip()) for part in text.split(",")]
    if len(numbers) == 8:
        left, dx, top, dy, right, dx2, bottom, dy2 = numbers
        shape.columns = Edge(left + 1, dx * PIXEL, right + 1, dx2 * PIXEL)
        shape.rows = Edge(top + 1, dy * PIXEL, bottom + 1, dy2 * PIXEL)
        shape.has_place = True


def _whole(text: str) -> int:
    digits = text.strip()
    return int(digits) if digits.isdigit() and len(digits) < 12 else 0
