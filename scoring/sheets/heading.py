"""The heading and the decisions of a scheme as rows of 考核, and back.

A row is: which part, of which assessment, which one of them, which key, what it says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scoring.clauses.notice import LANGUAGE
from scoring.sheets import words as w
from scoring.sheets.book import Cells
from scoring.sheets.kind import Context
from scoring.sheets.language import (
    ASSESSMENT,
    CONSEQUENCE,
    GRADE,
    GRADES,
    NOTICE,
    OWN_COLUMN,
    PART,
    RANK,
    VETO,
)
from scoring.sheets.marks import Unsayable
from scoring.sheets.notation import write_value
from scoring.sheets.phrases import Counted, Fixed, Holding, PhraseCell, fix
from scoring.sheets.sources import write_source
from scoring.sheets.values import NAME

PART_OF, WHOSE, NAMED, ITEM, CONTENT = "部分", "考核", "名称", "项目", "内容"
HEAD, OWN, ASSESSED, VETOES, RANKS, GRADED, FOLLOWS = (
    "方案", "自有数", "考核", "否决", "排名", "等次", "处理",
)  # fmt: skip
SECTIONS = (HEAD, OWN, ASSESSED, VETOES, RANKS, GRADED, FOLLOWS)
SOURCE, CONDITION = "取数", "条件"
SOURCE_KEYS = ("rows", "where", "amount", "of")
TOTAL_KEYS = tuple(
    key for key in PART.keys if key not in {"id", "name", "clause", "provider", "clauses", "lines"}
)

GRADING = PhraseCell(
    ("from", "edge", "of", "on", "first", "last", "share", "share_of", "round", "ties",
     "barred_place"),
    [
        Counted("from", "{}分以上"), *fix("edge", w.EDGE), *fix("of", w.GRADE_OF, "按{}"),
        Holding("on", "看 ", "", NAME), Counted("first", "前{}名"), Counted("last", "末{}名"),
        Counted("share", "不超过{}%"), *fix("share_of", w.SHARE_OF, "名额按{}"),
        *fix("round", w.SEATS, "名额{}"), *fix("ties", w.SEAT_TIES, "末位并列{}"),
        *fix("barred_place", w.BARRED, "否决名额{}"), Fixed("from", None, "其余单位"),
    ],
    GRADE,
)  # fmt: skip


def _row(section: str, whose: str, name: str, item: str, content: str) -> Cells:
    return {PART_OF: section, WHOSE: whose, NAMED: name, ITEM: item, CONTENT: content}


def write_head(notice: Mapping[str, Any], plain: frozenset[str]) -> Iterator[Cells]:
    """Yield the rows of what a scheme says once; `plain` keys in the long notation."""
    for key, value in notice.items():
        if (key, value) == ("language", LANGUAGE):
            continue  # what a workbook says that says nothing else
        if key in plain:
            known = NOTICE.keys.get(key)
            if known is None:
                raise Unsayable
            yield _row(HEAD, "", "", known.word, write_value(known.kind, value))
        elif key not in {"own", "reading", "readings", "total", "assessment", "unit"} | DECISIONS:
            yield _row(HEAD, "", "", NOTICE.keys[key].word, _write(NOTICE, key, value))
    if "own" in notice and "own" not in plain:
        for own in notice["own"]:
            yield from _write_entity(OWN, "", own["key"], {**own}, OWN_COLUMN, "key")
    for one in notice.get("assessment", ()) if "assessment" not in plain else ():
        yield from write_assessment(one)
    if "total" in notice and "total" not in plain:
        yield from _write_total(notice["total"], "")
    yield from write_decisions({k: v for k, v in notice.items() if k not in plain}, "")


def _write(context: Context, key: str, value: Any) -> str:
    return write_value(context.keys[key].kind, value)


def _write_entity(
    section: str, whose: str, name: str, part: Mapping[str, Any], context: Context, named: str
) -> Iterator[Cells]:
    """Yield a row for each key of a table that has a name; a table of the name alone has one."""
    rest = {key: value for key, value in part.items() if key != named}
    for key, value in rest.items():
        yield _row(section, whose, name, context.keys[key].word, _write(context, key, value))
    if not rest:
        yield _row(section, whose, name, "", "")


def write_assessment(part: Mapping[str, Any]) -> Iterator[Cells]:
    """Yield the rows of an assessment, without its clauses."""
    name = part["id"]
    known = {"id", "total"} | DECISIONS
    rest = {key: value for key, value in part.items() if key not in known}
    for key, value in rest.items():
        yield _row(ASSESSED, "", name, ASSESSMENT.keys[key].word, _write(ASSESSMENT, key, value))
    yield from _write_total(part["total"], name, is_named=bool(rest))
    yield from write_decisions(part, name)


def _write_total(total: Any, name: str, *, is_named: bool = False) -> Iterator[Cells]:
    if not isinstance(total, dict) or not total.keys() <= {*TOTAL_KEYS, "clauses"}:
        raise Unsayable
    rest = {key: value for key, value in total.items() if key != "clauses"}
    for key, value in rest.items():
        yield _row(ASSESSED, "", name, PART.keys[key].word, _write(PART, key, value))
    if not rest and not is_named:
        yield _row(ASSESSED, "", name, "", "")


DECISIONS = {"veto", "rank", "grades", "consequence"}


def write_decisions(holder: Mapping[str, Any], whose: str) -> Iterator[Cells]:
    """Yield the rows of vetoes, rank, grades and consequences."""
    for veto in _as_tables(holder, "veto"):
        yield from _write_veto(veto, whose)
    if "rank" in holder:
        if not isinstance(holder["rank"], dict) or not holder["rank"]:
            raise Unsayable
        for key, value in holder["rank"].items():
            yield _row(RANKS, whose, "", RANK.keys[key].word, _write(RANK, key, value))
    if "grades" in holder:
        yield from _write_grades(holder["grades"], whose)
    for number, one in enumerate(_as_tables(holder, "consequence"), start=1):
        yield from _write_entity(FOLLOWS, whose, str(number), one, CONSEQUENCE, "")


def _as_tables(holder: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    tables = holder.get(key, [])
    if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
        raise Unsayable
    return tables


def _write_veto(veto: Mapping[str, Any], whose: str) -> Iterator[Cells]:
    name = veto["name"]
    source, said = write_source(veto, has_mark=False)
    if source:
        yield _row(VETOES, whose, name, SOURCE, source)
    rest = {key: value for key, value in veto.items() if key not in said}
    yield from _write_entity(VETOES, whose, name, rest, VETO, "name")


def _write_grades(grades: Any, whose: str) -> Iterator[Cells]:
    if not isinstance(grades, dict) or not isinstance(grades.get("list"), list):
        raise Unsayable
    for key, value in grades.items():
        if key != "list":
            yield _row(GRADED, whose, "", GRADES.keys[key].word, _write(GRADES, key, value))
    for grade in grades["list"]:
        rest = {key: value for key, value in grade.items() if key != "name"}
        if not rest.keys() <= set(GRADING.keys):
            raise Unsayable
        yield _row(GRADED, whose, grade["name"], CONDITION, GRADING.write(rest) or "其余单位")
