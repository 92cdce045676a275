"""Say a clause: full mark, lines, periods, limits, conditions."""

from __future__ import annotations

from dataclasses import replace

from scoring.clauses.figures import Figure, Rows, find_rate
from scoring.clauses.notice import Heading
from scoring.clauses.numbers import format_number
from scoring.clauses.parts import Clause, Condition, Group, Line, walk_lines
from scoring.clauses.quantities import ZERO, ByUnit, Quantity, Target
from scoring.clauses.sentences.amounts import (
    SKIPPED,
    say_concerns,
    say_conditions,
    say_not_for,
    say_points,
    say_target,
    split_by_kind,
)
from scoring.clauses.sentences.limits import (
    find_full,
    find_period_full,
    is_loss,
    say_fit,
    say_limits,
    say_period,
    say_period_notes,
    say_start,
    say_take,
    say_times,
)
from scoring.clauses.sentences.lines import say_line
from scoring.clauses.sentences.voice import Voice, make_voice, name_figure


def say_clause(clause: Clause, heading: Heading) -> str:
    """Return a clause as one Chinese sentence."""
    voice = make_voice(heading)
    if clause.full is None:
        voice = replace(voice, gives="加")
    elif (full := find_full(clause)) is not None:
        voice = replace(voice, full=format_number(full))
    parts = [*_say_head(clause, voice), *_say_body(clause, voice)]
    if clause.earn == "when_complete":
        parts.append("全部材料报齐后计分")
    inside = voice.within(clause.period.length) if clause.period else voice
    parts += [say_not_for(entry, inside) for entry in clause.not_for]
    without, needed = _split_conditions(clause)
    if needed:
        when = SKIPPED.get(inside.period, "")
        parts.append(f"{say_conditions(needed, inside)}的{when}计分，否则不得分")
    head, rest = parts[0], "；".join(parts[1:])
    sentence = f"{head}，{rest}。"
    lead = f"{say_conditions(without, inside)}时，" if without else ""
    if clause.concerns:
        lead = f"{say_concerns(clause.concerns, voice)}：{lead}"
    if isinstance(clause.full, ByUnit) and len(_list_named(clause.full)) == 1:
        lead = f"{_list_named(clause.full)[0]}：{lead}"
    return lead + sentence


def _split_conditions(
    clause: Clause,
) -> tuple[tuple[Condition, ...], tuple[Condition, ...]]:
    """Return the conditions without which the clause is not there, and those that cost its points.

    A full mark stays where a condition on data fails; then all of it is lost.
    """
    if clause.full is None:
        return clause.when, ()
    return split_by_kind(clause.when)


def _list_named(table: ByUnit) -> list[str]:
    return [*table.units, *table.kinds, *(["其余单位"] if table.others else [])]


def _say_head(clause: Clause, voice: Voice) -> list[str]:
    if clause.full is None:
        only_takes = all(is_loss(line) for line in walk_lines(clause.lines))
        return ["扣分" if only_takes else "加分"]
    if isinstance(clause.full, ByUnit) and len(_list_named(clause.full)) == 1:
        (plain,) = [*clause.full.units.values(), *clause.full.kinds.values(), clause.full.others][
            :1
        ]
        return [f"满分{say_points(plain or ZERO, voice)}"]
    return [_say_full(clause.full, voice)]


def _say_full(full: Quantity, voice: Voice) -> str:
    if isinstance(full, Target):
        return f"满分为{say_target(full, '', voice)}"
    return f"满分{'为' if isinstance(full, ByUnit) else ''}{say_points(full, voice)}"


def _say_body(part: Clause | Group, voice: Voice) -> list[str]:
    """Return lines, periods and limits of a clause or group, in this order."""
    full = find_period_full(part) if part.period else find_full(part)
    if part.full is not None:
        voice = replace(voice, full="" if full is None else format_number(full), gives="得")
    if part.period:
        voice = voice.within(part.period.length)
    lines = [*say_start(part, voice), *_say_items(part, voice), *say_take(part)]
    tail = [*say_times(part, voice), *say_limits(part, voice)]
    if part.period:
        body = f"{say_period(part)}：{'，'.join([*lines, *tail])}"
        return [body, *say_period_notes(part.period), *say_fit(part, voice)]
    return [*lines, *tail, *say_fit(part, voice)]


def _say_items(part: Clause | Group, voice: Voice) -> list[str]:
    words: list[str] = []
    named: Figure | None = None
    empties: list[str] = []
    groups = 0
    figures = [item.figure for item in part.lines if isinstance(item, Line)]
    are_alike = all(one == figures[0] for one in figures) and len(figures) == len(part.lines)
    are_parts = sum(isinstance(item, Group) and item.full is not None for item in part.lines) > 1
    for item in part.lines:
        if isinstance(item, Line):
            beside = "另，" if are_parts and groups else ""
            words.append(beside + say_line(item, voice, is_named=_repeats(item, named)))
            named = item.figure
            if (empty := _say_empty(item, voice, is_all=are_alike)) and empty not in empties:
                empties.append(empty)
        else:
            groups += 1
            number = f"（{groups}）" if are_parts else ""
            words.append(number + _say_group(item, voice))
            named = None
    return [*words, *empties]


def _repeats(line: Line, named: Figure | None) -> bool:
    """Return whether a line's figure was named just before and need not be named again."""
    return named == line.figure and line.gap is not None and not isinstance(line.figure, Rows)


def _say_group(group: Group, voice: Voice) -> str:
    body = "，".join(_say_body(group, voice))
    if group.full is not None and not _repeats_full(group, voice):
        body = f"{_say_full(group.full, voice)}，{body}"
    if group.when:
        body = f"{say_conditions(group.when, voice)}的，{body}"
    if group.concerns:
        body = f"{say_concerns(group.concerns, voice)}：{body}"
    return body + "".join(f"，{say_not_for(entry, voice)}" for entry in group.not_for)


def _repeats_full(group: Group, voice: Voice) -> bool:
    """Return whether a group has the full mark that was said just before."""
    full = find_full(group)
    return full is not None and voice.full == format_number(full)


def _say_empty(line: Line, voice: Voice, *, is_all: bool) -> str:
    """Return what a divisor of 0 gives; `is_all`: the line's figure is that of the whole part."""
    rate = find_rate(line.figure)
    if rate is None or rate.empty == "pending":
        return ""
    name = name_figure(rate.out_of, replace(voice, is_inner=True))
    match rate.empty:
        case "full" if is_all:
            return f"{name}为0的得满分"
        case "full":
            return f"{name}为0的，该项{'不扣分' if is_loss(line) else '按最高计'}"
        case "skip":
            return f"{name}为0的{SKIPPED.get(voice.period, '单位')}不计"
    return f"{name}为0的，比例按{format_number(rate.empty)}%计"
