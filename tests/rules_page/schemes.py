"""Schemes from the page's blocks: a clause is put into the scheme of the page's examples."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any

from scoring.clauses.notice import ChosenScheme
from scoring.clauses.parts import Clause, walk_tree
from scoring.clauses.readings import find_used
from scoring.clauses.sentences.clauses import say_clause
from scoring.clauses.sentences.trees import say_consequence, say_grades, say_node, say_rank
from scoring.clauses.sentences.vetoes import say_veto
from scoring.scheme import Scheme
from scoring.scheme_loading import load_scheme
from scoring.scheme_text import SchemeParts
from tests.rules_page.page import PAGE, Block, read_blocks
from warehouse.schemes.scheme_files import _to_unit

PLAIN = {"clauses": [{"id": "总", "full": 100, "of": "评价表.得分"}]}
"""The total of the examples that only decide upon it."""


class Examples:
    """The files of a page's examples: forms, roster, and all readings that the page declares."""

    def __init__(self, path: Path) -> None:
        self.blocks = read_blocks(path)
        known = read_blocks(PAGE)  # the Chinese page has the table and the walk-through alone
        tomls = [block for block in known if block.language == "toml"]
        self.forms = next(one.toml for one in tomls if is_forms(one.toml))
        self.head = next(one.toml for one in tomls if "language" in one.toml)
        roster = next(block for block in known if block.language == "csv")
        self.rows = list(csv.DictReader(roster.text.splitlines()))
        self.readings = {one["id"]: one for block in tomls for one in block.toml.get("reading", ())}

    def load(self, block: Block) -> Scheme:
        """Return a block as a scheme; SchemeRefused if it is refused."""
        return load_scheme(self.complete(block))

    def complete(self, block: Block) -> SchemeParts:
        """Return the files of a scheme that holds a block."""
        written = block.toml
        if is_forms(written):
            return SchemeParts(self.head, written, self.units(self.head))
        if "language" in written:
            return SchemeParts(written, self._forms_of(block), self.units(written))
        parts = dict(written)
        if "clauses" in parts:
            parts["total"] = {"clauses": parts.pop("clauses")}
        if not {"total", "assessment"} & parts.keys():
            parts["total"] = PLAIN
        own = [*self.head.get("own", []), *parts.pop("own", [])]
        head = {key: self.head[key] for key in ("language", "id", "title", "year", "clause")}
        used = find_used([value for key, value in parts.items() if key != "reading"])
        readings = {one["id"]: one for one in parts.pop("reading", ())}
        readings |= {name: self.readings[name] for name in used if name in self.readings}
        document = {**head, "own": own, "reading": list(readings.values()), **parts}
        forms = self._forms_of(block)
        if "assessment" in parts:
            first = parts["assessment"][0]["id"]
            forms = {key: {**form, "assessment": first} for key, form in forms.items()}
        return SchemeParts(document, forms, self.units(document))

    def _forms_of(self, block: Block) -> dict[str, Any]:
        """Return the forms that stand before a block: those of the walk-through are its own."""
        known = [one for one in self.blocks if one.language == "toml" and one.line < block.line]
        found = [one.toml for one in known if is_forms(one.toml)]
        return found[-1] if found and "language" in block.toml else self.forms

    def units(self, document: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the roster, without the units that the document itself lists."""
        own = [one["key"] for one in document.get("own", [])]
        listed = {one["name"] for one in document.get("unit", [])}
        return [_to_unit(row, own) for row in self.rows if row["unit"] not in listed]


def is_forms(written: dict[str, Any]) -> bool:
    """Return whether a block is a forms.toml."""
    return bool(written) and all(
        isinstance(one, dict) and "column" in one for one in written.values()
    )


@cache
def examples(path: Path) -> Examples:
    """Return the examples of a page."""
    return Examples(path)


def say_parts(scheme: ChosenScheme) -> tuple[list[str], list[str]]:
    """Return the sentences of a scheme's clauses, and those of all else."""
    clauses, others = [], []
    for assessment in scheme.assessments:
        for part in walk_tree(assessment.total):
            if isinstance(part, Clause):
                clauses.append(say_clause(part, scheme.heading))
            else:
                others.append(say_node(part, scheme.heading))
        others += [say_veto(veto, scheme.heading) for veto in assessment.vetoes]
        others.append(say_rank(assessment.rank))
        if assessment.grades:
            others.append(say_grades(assessment.grades))
        others += [say_consequence(one) for one in assessment.consequences]
    return clauses, others
