"""What the ledger says of a line: its figure, and what it is held against; the points follow."""

from __future__ import annotations

from scoring.assessing.ends import Ends
from scoring.assessing.figures import measure
from scoring.assessing.scope import At
from scoring.assessing.standings import Held
from scoring.assessing.texts import Shown, Text, When
from scoring.clauses.figures import Best, Column, Figure, Place, Rows, find_rate, walk
from scoring.clauses.forms import find_title
from scoring.clauses.parts import Line
from scoring.clauses.sentences.amounts import find_unit_words
from scoring.clauses.sentences.voice import Voice, name_figure
from scoring.terms import terms as t
from scoring.terms.terms import Term


def tell_line(
    at: At, line: Line, ends: Ends, gap: Term | None, target: Term | None, held: Held | None
) -> Text:
    """Return the figure of a line, its place or its distance to the target, in words."""
    words = tell_figure(at, line.figure, ends)
    unit = find_unit_words(line.figure, at.desk.voice)
    if held is not None and isinstance(line.standing, Place):
        has_place = t.is_less(held.first, t.as_term(10**12))
        placed: Text = ("，排第", Shown(held.first), "名（", Shown(held.count), "个单位）")
        if line.standing.percent:
            placed = (*placed, "，在前", Shown(held.value), "%")
        words = (*words, When(has_place, placed, ("，不排名",)))
    elif held is not None:
        words = (*words, _tell_best(line), Shown(held.value), "%")
    if gap is None or target is None or isinstance(line.standing, Place):
        return words
    assert line.gap is not None, "the caller has a gap"
    side = "低于" if line.gap.side == "below" else "高于"
    reached = "达到" if line.gap.side == "below" else "不超过"
    distance = "个百分点" if unit == "%" else unit
    over: Text = (f"，{side}", Shown(target), f"{unit}共", Shown(gap), distance)
    under: Text = (f"，{reached}", Shown(target), unit)
    return (*words, When(t.is_less(t.ZERO, gap), over, under))


def _tell_best(line: Line) -> str:
    """Return what a percentage of the best is of."""
    is_span = isinstance(line.standing, Best) and line.standing.span
    return "，处在最差到最好的" if is_span else "，为最好的"


def tell_figure(at: At, figure: Figure, ends: Ends) -> Text:
    """Return a figure with its value: 满意率95.5%（191 ÷ 200）."""
    name = name_figure(figure, _find_voice(at))
    unit = find_unit_words(figure, at.desk.voice)
    value: Text = (f"{name}", Shown(ends.low), unit)
    rate = find_rate(figure)
    if rate is not None:
        top, bottom = measure(at, rate.of), measure(at, rate.out_of)
        times = "" if rate.base in {1, 100} else f" × {rate.base}"
        value = (*value, "（", Shown(top.low), " ÷ ", Shown(bottom.low), f"{times}）")
    missing: Text = (f"{name}没有数据",)
    if rate is not None:
        missing = (When(ends.is_undefined, (f"{name}的分母为0",), missing),)
    return (When(t.known(ends.low), value, missing),)


def tell_mark(at: At, line: Line) -> Text:
    """Return what an inspector's mark is called."""
    return ("按检查评定",)


def name_source(at: At, line: Line) -> str:
    """Return the name of a line's figure."""
    return name_figure(line.figure, _find_voice(at))


def _find_voice(at: At) -> Voice:
    """Return the voice of the window: within a period nothing is said of the year."""
    return at.desk.voice.within(at.window) if at.window != "year" else at.desk.voice


def tell_awaited(at: At, figure: Figure) -> Text:
    """Return the forms and columns from which a figure comes."""
    found: dict[str, list[str]] = {}
    for one in walk(figure):
        if isinstance(one, Column):
            title = find_title(at.desk.forms, one.form, one.column)
            found.setdefault(at.desk.forms[one.form].title or one.form, []).append(title)
        elif isinstance(one, Rows):
            found.setdefault(at.desk.forms[one.form].title or one.form, [])
    words = []
    for form, columns in found.items():
        listed = "、".join(dict.fromkeys(columns))
        words.append(f"{form}“{listed}”" if listed else form)
    return ("、".join(words),)
