"""The trees of a scheme as rows of 指标, and back.

A row is a node, a clause or a line. A clause of several lines has its first line in its own row
where the two do not collide; further lines follow with 编号 blank, the lines of a group with “－”.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scoring.clauses.faults import Findings
from scoring.clauses.writing_lines import CURVE_KEYS, LINE_KEYS
from scoring.sheets.alike import is_alike
from scoring.sheets.book import Cells, SheetRow
from scoring.sheets.column import CLAUSES
from scoring.sheets.lines import read_line, write_line
from scoring.sheets.marks import MINUS, Unreadable, Unsayable, fold
from scoring.sheets.places import BOOK, UNREAD, Places, Spot

ASSESSMENT, PARENT, ID = "考核", "上级", "编号"
DEEPER = "－"
OF_THE_CLAUSE = {"name": "名称", "clause": "依据", "provider": "提供单位"}
"""What a clause has once, in its first row: key → header."""
Part = dict[str, Any]


def write_tree(clauses: Any, assessment: str) -> Iterator[Cells]:
    """Yield the rows of a tree's clauses; Unsayable where they are none."""
    yield from _write_children(clauses, assessment, "")


def _write_children(clauses: Any, assessment: str, parent: str) -> Iterator[Cells]:
    if not isinstance(clauses, list) or not clauses:
        raise Unsayable
    for part in clauses:
        if not isinstance(part, dict) or not isinstance(part.get("id"), str):
            raise Unsayable
        own = {key: value for key, value in part.items() if key != "clauses"}
        head = {ASSESSMENT: assessment, PARENT: parent}
        rows = list(_write_part(own))
        yield {**head, **rows[0]}
        yield from rows[1:]
        if "clauses" in part:
            yield from _write_children(part["clauses"], assessment, part["id"])


def _write_part(part: Part) -> Iterator[Cells]:
    """Yield the rows of a node or clause."""
    lines: Any = part.get("lines")
    if not _are_lines(lines):
        yield write_line(part)
        return
    own = {key: value for key, value in part.items() if key != "lines"}
    first = lines[0]
    if _fits_beside(own, first) and len(lines) > 1:
        joined = write_line({**own, **first})
        if _is_first_line(read_line(joined)):
            yield joined
            yield from _write_lines(lines[1:], "")
            return
    yield write_line(own)
    yield from _write_lines(lines, "")


def _are_lines(lines: Any) -> bool:
    return isinstance(lines, list) and bool(lines) and all(_is_line(one) for one in lines)


def _is_line(line: Any) -> bool:
    if not isinstance(line, dict) or not line or "id" in line:
        return False
    return "lines" not in line or (len(line) > 1 and _are_lines(line["lines"]))


def _fits_beside(own: Part, first: Part) -> bool:
    """Return whether a clause's row can hold its first line, too."""
    return not LINE_KEYS & own.keys() and first.keys() <= LINE_KEYS


def _is_first_line(part: Part) -> bool:
    """Return whether a clause's row is read as its first line where further rows follow."""
    return bool(CURVE_KEYS & part.keys())


def _write_lines(lines: Sequence[Part], mark: str) -> Iterator[Cells]:
    for line in lines:
        inner = line.get("lines")
        own = {key: value for key, value in line.items() if key != "lines"}
        cells = write_line(own)
        if not cells:
            raise Unsayable
        yield {ID: mark, **cells} if mark else cells
        if inner is not None:
            yield from _write_lines(inner, mark + DEEPER)


@dataclass
class _Row:
    """A row that is read: its place, and the part that it says."""

    number: int
    part: Part
    depth: int
    """0: a node or clause; 1: a line of it; 2: a line of a group."""
    assessment: str = ""
    parent: str = ""
    lines: list[_Row] = field(default_factory=list)


def read_trees(
    rows: Sequence[SheetRow], findings: Findings, places: Places
) -> dict[str, list[Part]]:
    """Return the clauses of each assessment (“”: of the only one), and note where they stand."""
    found: list[_Row] = []
    assessment = ""
    has_orphan = False  # a first row without a number was refused: what names it is not told again
    for row in rows:
        one = _read_row(row, findings, places)
        if one is None:
            continue
        if one.depth == 0:
            one.assessment = assessment = one.assessment or assessment
            found.append(one)
        elif found or not has_orphan:
            has_orphan = not _put_line(found, one, findings) or has_orphan
    return _build_trees(found, findings, places, has_orphan=has_orphan)


def _refuse(findings: Findings, number: int, header: str, what: str, allowed: str) -> None:
    findings.refuse((CLAUSES, f"第{number}行"), header, what, allowed, BOOK)


def _read_row(row: SheetRow, findings: Findings, places: Places) -> _Row | None:
    cells = dict(row.cells)
    assessment, parent = cells.pop(ASSESSMENT, ""), cells.pop(PARENT, "")
    mark = fold(cells.get(ID, ""))
    depth = 0 if mark else 1
    if mark and not mark.strip(f"{MINUS}-"):
        depth = len(mark) + 1
        del cells[ID]
    try:
        part = read_line(cells)
    except Unreadable as fault:
        places.unread.add((CLAUSES, row.number))
        for one in fault.every:
            _refuse(findings, row.number, one.key, one.found, one.allowed)
        part = {UNREAD: True, **({"id": cells[ID]} if depth == 0 else {})}
        return _Row(row.number, part, depth, assessment, parent)
    if not part:
        return None
    return _Row(row.number, part, depth, assessment, parent)


def _put_line(found: list[_Row], line: _Row, findings: Findings) -> bool:
    holder = found[-1] if found else None
    for _ in range(line.depth - 1):
        holder = holder.lines[-1] if holder and holder.lines else None
    if holder is None:
        what = "前面没有它所属的一条" if line.depth == 1 else "前面没有它所属的一行"
        _refuse(findings, line.number, ID, what, "文件中的序号")
        return False
    for key, header in OF_THE_CLAUSE.items():
        if line.part.pop(key, None) is not None:
            _refuse(findings, line.number, header, "同一条只在第1行写；另起一条的要写编号", "空着")
    holder.lines.append(line)
    return True


def _build_trees(
    found: Sequence[_Row], findings: Findings, places: Places, *, has_orphan: bool
) -> dict[str, list[Part]]:
    trees: dict[str, list[Part]] = {}
    nodes: dict[tuple[str, str], list[Part]] = {}
    parents = {(row.assessment, row.parent) for row in found if row.parent}
    ids: dict[tuple[str, str], _Row] = {}
    told: set[tuple[str, str]] = set()  # unknown parents and circles: each is told once
    for row in found:
        first = ids.setdefault((row.assessment, row.part["id"]), row)
        if first is not row:
            what = f"编号“{row.part['id']}”与第{first.number}行相同"
            _refuse(findings, row.number, ID, what, "每个编号一次")
    for row in found:
        trees.setdefault(row.assessment, [])
        key = (row.assessment, row.part["id"])
        part = _build_part(row, findings)
        if key in parents:
            children = nodes.setdefault(key, [])
            part["clauses"] = children
        if not row.parent:
            trees[row.assessment].append(part)
        elif (above := (row.assessment, row.parent)) not in ids:
            known = "、".join(one for name, one in ids if name == row.assessment)
            if not has_orphan and above not in told:
                _refuse(findings, row.number, PARENT, f"没有编号“{row.parent}”", known)
            told.add(above)
        elif circle := _find_circle(row, ids):
            if not told.intersection(circle):
                words = "→".join(f"“{name}”" for _, name in (*circle, circle[0]))
                _refuse(findings, row.number, PARENT, f"成环：{words}", "不成环")
            told.update(circle)
        else:
            nodes.setdefault(above, []).append(part)
        _note(row, places)
    return trees


def _find_circle(row: _Row, ids: Mapping[tuple[str, str], _Row]) -> list[tuple[str, str]]:
    """Return the numbers of a circle that a row leads into; empty if there is none."""
    way: list[tuple[str, str]] = []
    here: _Row | None = row
    while here is not None and here.parent:
        key = (here.assessment, here.part["id"])
        if key in way:
            return way[way.index(key) :]
        way.append(key)
        here = ids.get((here.assessment, here.parent))
    return []


def _build_part(row: _Row, findings: Findings) -> Part:
    """Return a row's part with its lines."""
    part = dict(row.part)
    if not row.lines:
        return part
    lines = [_build_part(one, findings) for one in row.lines]
    if row.depth == 0 and _is_first_line(part):
        first = {key: part.pop(key) for key in list(part) if key in LINE_KEYS}
        lines.insert(0, first)
    if "lines" in part:
        _refuse(findings, row.number, "其他", "“各行”与下面的行冲突", "只写一处")
    return {**part, "lines": lines}


def _note(row: _Row, places: Places) -> None:
    """Note where a clause and its lines stand."""
    place = (f"{ASSESSMENT} {row.assessment}", f"指标 {row.part['id']}")
    places.note(place, Spot(CLAUSES, row.number))
    _note_lines(row, place, places)


def _note_lines(row: _Row, place: tuple[str, ...], places: Places) -> None:
    is_first = row.depth == 0 and bool(row.lines) and _is_first_line(row.part)
    numbers = [row.number] * is_first + [one.number for one in row.lines]
    inner = [None] * is_first + list(row.lines)
    for position, (number, line) in enumerate(zip(numbers, inner, strict=True), start=1):
        below = (*place, f"第{position}行")
        places.note(below, Spot(CLAUSES, number))
        if line is not None:
            _note_lines(line, below, places)


def reads_back(rows: Sequence[Cells], clauses: Any, assessment: str) -> bool:
    """Return whether the rows of a tree are read as what they say."""
    findings = Findings()
    numbered = [SheetRow(n, {k: v for k, v in one.items() if v}) for n, one in enumerate(rows, 2)]
    trees = read_trees(numbered, findings, Places())
    return not findings.refusals and is_alike(trees.get(assessment), clauses)
