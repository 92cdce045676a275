"""Build assessments under chosen readings; each clause once per combination it depends on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from scoring.clauses.decisions import Assessment
from scoring.clauses.faults import Findings, NotAllowed, Place, suggest
from scoring.clauses.parts import Child, Clause, Node
from scoring.clauses.readings import Choices, find_used, resolve, step_into
from scoring.clauses.validation import validate
from scoring.clauses.writing_decisions import read_decisions
from scoring.clauses.writing_figures import Reads, Written
from scoring.clauses.writing_parts import Desk, read_clause, read_node_keys

DECISION_KEYS = {"veto", "rank", "grades", "consequence"}
HEAD_KEYS = ("id", "title", "clause", "units")
ASSESSMENT_KEYS = {*HEAD_KEYS, "total"} | DECISION_KEYS


class Builder:
    """Builds the parts of one scheme and keeps what it has built."""

    def __init__(self, reads: Reads, findings: Findings) -> None:
        self._reads = reads
        self._findings = findings
        self._clauses: dict[tuple[int, tuple[tuple[str, str], ...]], Clause | None] = {}
        self._used: dict[int, frozenset[str]] = {}
        self._ids: dict[str, frozenset[str]] = {}
        self._uncited: dict[str, list[str]] = {}

    def require(self, written: Mapping[str, Any], choices: Choices) -> Assessment:
        """Return an assessment that is known to load."""
        assessment = self.build(written, choices)
        assert assessment is not None, "the scheme loaded under every combination of readings"
        return assessment

    def build(self, written: Mapping[str, Any], choices: Choices) -> Assessment | None:
        """Return an assessment under chosen readings; None if something in it is refused."""
        place = (f"考核 {written['id']}",)
        ids = self._ids.setdefault(str(written["id"]), frozenset(list_ids(written["total"])))
        desk = Desk(replace(self._reads, ids=ids), self._findings, place)
        for key in written.keys() - ASSESSMENT_KEYS:
            self._findings.refuse(place, key, "不认识的键", suggest(key, ASSESSMENT_KEYS))
        cited = str(written.get("clause", ""))
        total = self._build_node({"id": "total", **written["total"]}, choices, desk, cited)
        self._refuse_uncited(place)
        rest = resolve({key: written[key] for key in DECISION_KEYS & written.keys()}, choices)
        decisions = read_decisions(rest, desk)
        if total is None or decisions is None:
            return None
        head = {key: written[key] for key in HEAD_KEYS if key in written}
        return validate(Assessment, {**head, "total": total, **decisions}, place, self._findings)

    def _refuse_uncited(self, place: Place) -> None:
        """Refuse clauses that name no place in the notice, all in one."""
        if ids := self._uncited.pop(place[0], []):
            more = f"等{len(ids)}条" if len(ids) > 3 else ""
            words = f"指标 {'、'.join(ids[:3])}{more}没有注明出处"
            allowed = "文件中的条款号，写在各条、上级或整个方案上"
            self._findings.refuse(place, "clause", words, allowed)

    def _build_node(
        self, written: Written, choices: Choices, desk: Desk, cited: str
    ) -> Node | None:
        own = resolve({key: value for key, value in written.items() if key != "clauses"}, choices)
        cited = str(own.get("clause", cited))
        keys = read_node_keys(own, desk)
        if not isinstance(written.get("clauses"), list) or not written["clauses"]:
            self._findings.refuse(desk.place, "clauses", "没有一条", "至少一条指标")
            return None
        children = [
            self._build_child(child, choices, desk, cited)
            for child in written["clauses"]
            if self._is_there(child, choices)
        ]
        if keys is None or any(child is None for child in children):
            return None
        return validate(Node, {**keys, "clauses": children}, desk.place, self._findings)

    def _is_there(self, child: Any, choices: Choices) -> bool:
        """Return whether the readings in the child's `when` let it stand."""
        when = child.get("when") if isinstance(child, dict) else None
        return when is None or bool(resolve([{"when": when}], choices))

    def _build_child(self, written: Any, choices: Choices, desk: Desk, cited: str) -> Child | None:
        if not isinstance(written, dict) or "id" not in written:
            self._findings.refuse(desk.place, "id", "一条没有 id", "每条写上文件中的序号")
            return None
        if not isinstance(written["id"], str):
            self._findings.refuse(desk.place, "id", f"{written['id']!r} 不是序号", "引号中的序号")
            return None
        place: Place = step_into(desk.place, written)
        inner = Desk(desk.reads, desk.findings, place)
        if "clauses" in written:
            return self._build_node(written, choices, inner, cited)
        clause = self._build_clause(written, choices, inner)
        if clause and not clause.clause and not cited:
            self._uncited.setdefault(desk.place[0], []).append(clause.id)
        return clause

    def _build_clause(self, written: Written, choices: Choices, desk: Desk) -> Clause | None:
        used = self._used.setdefault(id(written), find_used(written))
        key = (id(written), tuple(sorted((one, choices[one]) for one in used)))
        if key not in self._clauses:
            self._clauses[key] = self._read_clause(resolve(written, choices), desk)
        return self._clauses[key]

    def _read_clause(self, written: Written, desk: Desk) -> Clause | None:
        try:
            document = read_clause(written, desk)
        except NotAllowed as fault:
            desk.findings.refuse_raised(desk.place, fault)
            return None
        return validate(Clause, document, desk.place, desk.findings) if document else None


def list_ids(written: Any) -> Iterator[str]:
    """Yield the ids of a written node's clauses and nodes."""
    children = written.get("clauses") if isinstance(written, dict) else None
    for child in children if isinstance(children, list) else ():
        if isinstance(child, dict):
            yield str(child.get("id"))
            yield from list_ids(child)
