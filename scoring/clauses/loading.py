"""Load a scheme from its parsed files; what is wrong in it is refused, all at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

from scoring.clauses.building import DECISION_KEYS, Builder
from scoring.clauses.checks import Facts, check_assessment
from scoring.clauses.decisions import Assessment
from scoring.clauses.faults import Findings, SchemeRefused, show
from scoring.clauses.heading_reading import read_heading
from scoring.clauses.notice import Heading, Notice
from scoring.clauses.readings import (
    Choices,
    OpenReading,
    find_reading_faults,
    find_used,
    list_combinations,
)
from scoring.clauses.roster import UnitClass, classify
from scoring.clauses.roster_checks import check_roster
from scoring.clauses.score_checks import check_totals
from scoring.clauses.writing_figures import Reads
from scoring.clauses.writing_periods import hand_down

MOST_COMBINATIONS = 4096
"""More combinations of readings in one clause, or in one tree, are no longer checked in time."""

CLAUSE_SKELETON = ("id", "full", "when", "for", "not_for", "floor", "ceiling", "start", "period")
"""What the checks of a tree look at in a clause; the rest is checked clause by clause."""


def load_notice(document: Mapping[str, Any], units: Sequence[Mapping[str, Any]] = ()) -> Notice:
    """Return the scheme of a parsed scheme.toml (decimals as Decimal) and its roster's rows.

    SchemeRefused lists every fault with file, key, what was found and what is allowed.
    """
    findings = Findings()
    notice = examine_notice(document, units, findings)
    if findings.refusals or notice is None:
        raise SchemeRefused(findings.refusals)
    return notice


def examine_notice(
    document: Mapping[str, Any], units: Sequence[Mapping[str, Any]], findings: Findings
) -> Notice | None:
    """Return the scheme as `load_notice` does, with stand-ins for what is refused in it.

    None if so much is refused that nothing can be said of the rest. What has refusals must not be
    scored.
    """
    head, written = _split_document(document, findings)
    heading, refused = read_heading(head, units, findings)
    if heading is None or not written:
        return None
    readings = {one.id: one for one in heading.readings}
    find_reading_faults(written, readings, findings, refused)
    _refuse_repeated(heading, written, findings)
    ids = frozenset(str(one["id"]) for one in written)
    check_roster(heading, ids, findings)
    kinds = frozenset(unit.kind for unit in heading.units)
    builder = Builder(Reads(heading.forms, kinds, assessments=ids), findings, readings)
    are_built = [
        _check_all_readings(heading, assessment, readings, builder, findings)
        for assessment in written
    ]
    if not all(are_built):
        return None
    notice = Notice(heading, tuple(written), builder, tuple(findings.warnings))
    check_totals(list(notice.choose().assessments), findings)
    return notice


def _split_document(
    document: Mapping[str, Any], findings: Findings
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the heading and the assessments; decisions of the scheme hold for each of them."""
    shared = {key: document[key] for key in DECISION_KEYS & document.keys()}
    assessments = document.get("assessment", [])
    if not isinstance(assessments, list):
        findings.refuse((), "assessment", show(assessments), "[[assessment]]，每个考核一张表")
        assessments = []
    else:
        assessments = [dict(one) if isinstance(one, dict) else one for one in assessments]
        if "total" in document:
            assessments.append({"id": "1", "total": document["total"]})
    if not assessments and not findings.refusals:
        findings.refuse((), "assessment", "没有考核", "[total]，或 [[assessment]] 各有 total")
    for number, one in enumerate(assessments, start=1):
        if not isinstance(one, dict) or not {"id", "total"} <= one.keys():
            findings.refuse((f"考核 {number}",), "total", "缺少 id 或 total", "写上")
            assessments = []
            break
        if not isinstance(one["total"], dict) or "by" in one["total"]:
            words = f"{show(one['total'])} 不是一棵树"
            findings.refuse((f"考核 {one['id']}",), "total", words, "{ full, clauses }")
            assessments = []
            break
    for one in assessments:
        place = (f"考核 {one['id']}",)
        one["total"] = hand_down(one["total"], {}, place, findings)
        if "clause" in document:
            one.setdefault("clause", document["clause"])
        one["total"] = _cite(one["total"], one.get("clause"))
        if len(assessments) == 1 and "title" in document:
            one.setdefault("title", document["title"])
    taken = {"assessment", "total", "readings", "clause"} | DECISION_KEYS
    head = {key: value for key, value in document.items() if key not in taken}
    if "readings" in document:  # short: name = [options]
        short = [{"id": k, "options": options} for k, options in document["readings"].items()]
        head["reading"] = [*head.get("reading", []), *short]
    return head, [_merge(shared, one) for one in assessments]


def _merge(shared: Mapping[str, Any], assessment: Mapping[str, Any]) -> dict[str, Any]:
    vetoes = [*_as_list(shared.get("veto")), *_as_list(assessment.get("veto"))]
    vetoes = [_cite(one, assessment.get("clause")) for one in vetoes]
    return {**shared, **assessment, **({"veto": vetoes} if vetoes else {})}


def _cite(part: Any, cited: Any) -> Any:
    """Return a written part in which all that names no place in the notice has that around it."""
    if not isinstance(part, dict):
        return part
    own = part.get("clause") or cited
    found = {**part, "clause": own} if own else dict(part)
    if isinstance(part.get("clauses"), list):
        found["clauses"] = [_cite(one, own) for one in part["clauses"]]
    return found


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _refuse_repeated(
    heading: Heading, written: Sequence[Mapping[str, Any]], findings: Findings
) -> None:
    """Refuse names that stand twice: of assessments, readings, own figures, units."""
    lists = (
        ("scheme.toml", "考核", [str(one["id"]) for one in written]),
        ("scheme.toml", "口径", [one.id for one in heading.readings]),
        ("scheme.toml", "单位自有数", [one.key for one in heading.own]),
        ("units.csv", "单位", [one.name for one in heading.units]),
    )
    for file, label, names in lists:
        for name, times in Counter(names).items():
            if times > 1:
                findings.refuse((f"{label} {name}",), "", f"写了{times}次", "一次", file)


def _check_all_readings(
    heading: Heading,
    written: dict[str, Any],
    readings: Mapping[str, OpenReading],
    builder: Builder,
    findings: Findings,
) -> bool:
    """Build and check an assessment under every combination that can make a difference.

    Return whether it could be built.
    """
    every = list_choices(written, readings, findings)
    built: list[Assessment] = []
    for choices in every:
        if assessment := builder.build(written, choices):
            built.append(assessment)
    if not built or len(built) < len(every):
        return False
    roster = heading.roster(str(written["id"]))
    facts = Facts(heading, roster, list_classes(heading, written), findings)
    for assessment in built:
        check_assessment(facts, assessment)
    return True


def list_classes(heading: Heading, written: Mapping[str, Any]) -> list[UnitClass]:
    """Return the units of a written assessment in classes that no clause of it tells apart."""
    roster = heading.roster(str(written["id"]))
    named = frozenset(unit.name for unit in roster) & _list_texts(written)
    return classify(roster, named)


def list_choices(
    written: Mapping[str, Any], readings: Mapping[str, OpenReading], findings: Findings
) -> list[Choices]:
    """Return choices that together hold every combination that a clause or the tree depends on."""
    defaults = {name: one.options[0].id for name, one in readings.items()}
    found: dict[tuple[tuple[str, str], ...], Choices] = {}
    for named in [frozenset[str](), *_list_dependencies(written)]:
        used = named & readings.keys()
        count = prod(len(readings[one].options) for one in used)
        if count > MOST_COMBINATIONS:
            words = f"{'、'.join(sorted(used))} 有{count}种组合"
            allowed = f"一条或一棵树中至多 {MOST_COMBINATIONS} 种组合"
            findings.refuse((f"考核 {written['id']}",), "", words, allowed)
            return []
        for one in list_combinations(readings, used):
            choices = {**defaults, **one}
            found[tuple(sorted(choices.items()))] = choices
    return list(found.values())


def _list_texts(written: Any) -> frozenset[str]:
    """Return all texts of a document: its keys and its values."""
    if isinstance(written, dict):
        inner = [_list_texts(value) for value in written.values()]
        return frozenset(map(str, written)).union(*inner)
    if isinstance(written, list):
        return frozenset().union(*map(_list_texts, written))
    return frozenset([written]) if isinstance(written, str) else frozenset()


def _list_dependencies(written: Mapping[str, Any]) -> list[frozenset[str]]:
    """Return the sets of readings whose combinations matter: of each clause, and of the tree."""
    clauses = list(_list_clauses(written["total"]))
    sets = {find_used(clause) for clause in clauses}
    skeleton = [_strip(written["total"]), {k: written[k] for k in DECISION_KEYS & written.keys()}]
    sets.add(find_used(skeleton))
    return sorted(sets, key=lambda one: (len(one), sorted(one)))


def _list_clauses(node: Any) -> list[Any]:
    if isinstance(node, dict) and isinstance(node.get("clauses"), list):
        return [inner for child in node["clauses"] for inner in _list_clauses(child)]
    return [node]


def _strip(node: Any) -> Any:
    """Return a tree with only what its checks look at."""
    if not isinstance(node, dict):
        return node
    if isinstance(node.get("clauses"), list):
        return {**node, "clauses": [_strip(child) for child in node["clauses"]]}
    if "score" in str(node):
        return node
    return {key: node[key] for key in CLAUSE_SKELETON if key in node}
