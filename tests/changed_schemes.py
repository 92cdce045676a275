"""Schemes with a change: a later version, another county's, one with fewer units."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from scoring.clauses.readings import find_used
from scoring.scheme import Scheme
from scoring.scheme_loading import load_text

Parts = dict[str, Any]
"""`notice` (as scheme.toml), `forms` (as forms.toml) and `units` (the roster's rows)."""


def change_scheme(scheme: Scheme, change: Callable[[Parts], object]) -> Scheme:
    """Return a scheme whose parts, as written, are changed in place by a function."""
    parts = json.loads(scheme.text)
    change(parts)
    return load_text(json.dumps(parts, ensure_ascii=False, separators=(",", ":")))


def set_keys(scheme: Scheme, **keys: Any) -> Scheme:
    """Return a scheme with other keys of its notice: title, id, year …"""
    return change_scheme(scheme, lambda parts: parts["notice"].update(keys))


def keep_assessments(parts: Parts, kept: set[str]) -> None:
    """Drop the other assessments, with their forms and with readings that nothing uses any more."""
    notice = parts["notice"]
    notice["assessment"] = [one for one in notice["assessment"] if one["id"] in kept]
    forms = parts["forms"].items()
    parts["forms"] = {key: form for key, form in forms if form["assessment"] in kept}
    used = find_used([notice["assessment"], notice.get("veto", [])])
    notice["reading"] = [one for one in notice["reading"] if one["id"] in used]


def list_clauses(parts: Parts, assessment: str) -> list[dict[str, Any]]:
    """Return the written clauses and nodes under an assessment's total."""
    listed = parts["notice"]["assessment"]
    found: list[dict[str, Any]] = next(one for one in listed if one["id"] == assessment)["total"][
        "clauses"
    ]
    return found
