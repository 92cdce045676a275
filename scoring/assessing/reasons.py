"""What the ledger says of a line: its figure, and what it is held against; the points follow."""

from __future__ import annotations

from scoring.assessing.ends import Ends
from scoring.assessing.figures import measure
from scoring.assessing.scope import At
from scoring.assessing.standings import Held
from scoring.assessing.texts import MonthName, Shown, Text, When
from scoring.clauses.curves import Each
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
    return (*words, *_tell_gap(at, line, ends, gap, target))


def _tell_gap(at: At, line: Line, ends: Ends, gap: Term, target: Term) -> Text:
    """Return on which side of its target a figure lies, and how far where that is counted."""
    assert line.gap is not None, "the caller has a gap"
    if find_tick_words(at, line.figure) is not None:
        return ()  # a yes or no says it already
    is_below, is_inclusive = line.gap.side == "below", line.gap.edge == "inclusive"
    exceeded = t.is_less(t.ZERO, gap)
    if _is_month(line.figure):
        side = ("不早于", "早于") if is_below else ("不迟于", "迟于")
        over, under = ((f"，{one}", MonthName(target)) for one in reversed(side))
        return (When(_is_done(ends), (When(exceeded, over, under),)),)
    unit = find_unit_words(line.figure, at.desk.voice)
    unit = "%" if isinstance(line.standing, Best) else unit
    is_level = unit in {"", "%", "分"}
    more, less = ("高", "低") if is_level else ("多", "少")
    if isinstance(line.curve, Each) and line.curve.steps != "once":
        distance = "个百分点" if unit == "%" else unit
        side_words = less if is_below else more
        told: Text = ("，比", Shown(target), f"{unit}{side_words}", Shown(gap), distance)
    elif is_inclusive:
        told = ("，不高于" if is_below else "，达到", Shown(target), unit)
    else:
        past = {(True, True): "低于", (True, False): "少于", (False, True): "高于"}
        told = (f"，{past.get((is_below, is_level), '超过')}", Shown(target), unit)
    kept = ("高于", "低于") if is_inclusive else ("达到", "不超过")
    return (When(exceeded, told, (f"，{kept[0] if is_below else kept[1]}", Shown(target), unit)),)


def _tell_best(line: Line) -> str:
    """Return what a percentage of the best is of."""
    is_span = isinstance(line.standing, Best) and line.standing.span
    return "，处在最差到最好的" if is_span else "，为最好的"


def tell_figure(at: At, figure: Figure, ends: Ends) -> Text:
    """Return a figure with its value: 满意率95.5%（191 ÷ 200）, “清单”已报送, “方案”在8月报送."""
    name = name_figure(figure, _find_voice(at))
    missing: Text = (f"{name}没有数据",)
    if (words := find_tick_words(at, figure)) is not None:
        title = _name_plainly(at, figure)
        done: Text = (f"{title}{words[0]}",)
        value: Text = (When(t.is_less(t.ZERO, ends.low), done, (f"{title}{words[1]}",)),)
    elif _is_month(figure):
        does, does_not = _find_verbs(at, figure)
        done = (f"{name}在", MonthName(ends.low), does)
        value = (When(_is_done(ends), done, (f"{name}{does_not}",)),)
    else:
        value, missing = _tell_number(at, figure, ends, name)
    return (When(t.known(ends.low), value, missing),)


def _tell_number(at: At, figure: Figure, ends: Ends, name: str) -> tuple[Text, Text]:
    """Return a figure's number, of a rate with its counts, and what is said where it has none."""
    value: Text = (name, Shown(ends.low), find_unit_words(figure, at.desk.voice))
    missing: Text = (f"{name}没有数据",)
    rate = find_rate(figure)
    if rate is None:
        return value, missing
    top, bottom = measure(at, rate.of), measure(at, rate.out_of)
    times = "" if rate.base in {1, 100} else f" × {rate.base}"
    value = (*value, "（", Shown(top.low), " ÷ ", Shown(bottom.low), f"{times}）")
    return value, (When(ends.is_undefined, (f"{name}的分母为0",), missing),)


def _is_month(figure: Figure) -> bool:
    """Return whether a figure is the month in which something was done."""
    return isinstance(figure, Column) and figure.read == "month"


def _is_done(ends: Ends) -> Term:
    """Return whether a month is one of the year's: else it is not done, or not yet."""
    return t.all_of([t.is_equal(ends.low, ends.high), t.is_at_most(ends.low, t.as_term(12))])


def find_tick_words(at: At, figure: Figure) -> tuple[str, str] | None:
    """Return what a yes and a no of one cell are called; None: the figure is a number."""
    if not isinstance(figure, Column) or figure.read == "month":
        return None
    is_one = at.window == "month" or figure.read == "latest"
    kind = at.desk.forms[figure.form].describe(figure.column).type
    return _find_verbs(at, figure) if is_one and kind in {"tick", "filing"} else None


def _find_verbs(at: At, figure: Figure) -> tuple[str, str]:
    """Return what is said of something done, and of something not done."""
    assert isinstance(figure, Column), "only a column is a yes or no"
    is_month = figure.read == "month"
    if at.desk.forms[figure.form].describe(figure.column).type != "filing":
        return ("完成" if is_month else "已完成", "没有完成")
    if figure.due_day is not None:
        return ("按期报送", "没有按期报送")
    return ("报送" if is_month else "已报送", "没有报送")


def find_states(at: At, line: Line) -> tuple[str, str]:
    """Return what is said of the periods in which a yes or no has points, and of the others."""
    words = find_tick_words(at, line.figure)
    if words is None:
        return ("", "")
    is_below = line.gap is not None and line.gap.side == "below"
    return (words[1], words[0]) if is_below else words


def name_source(at: At, line: Line) -> str:
    """Return the name of a line's figure."""
    return _name_plainly(at, line.figure)


def _name_plainly(at: At, figure: Figure) -> str:
    """Return a figure as a noun; of a yes or no the title alone, its day is said by the verb."""
    if find_tick_words(at, figure) is not None and isinstance(figure, Column):
        return f"“{find_title(at.desk.forms, figure.form, figure.column)}”"
    return name_figure(figure, _find_voice(at))


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
