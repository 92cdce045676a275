"""Load a scheme from its parts: the notice with its forms as the rules see them, and the forms."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from scoring.clauses.faults import Findings, SchemeRefused
from scoring.clauses.loading import load_notice
from scoring.clauses.validation import validate
from scoring.dataset import Dataset, list_columns
from scoring.described_forms import describe_forms
from scoring.form_checks import check_forms
from scoring.scheme import ObjectionTerm, Publishing, Scheme
from scoring.scheme_checks import check_scheme
from scoring.scheme_text import SchemeParts, UnreadableText, digest_text, read_text, write_text

FORMS_FILE = "forms.toml"

MOST_KEPT = 64
"""The stored schemes that are kept; each takes a few megabytes with all its readings."""

MOST_SHOWN = 3
"""The refusals of a stored scheme that a message names; there the author cannot mend them."""


def load_scheme(parts: SchemeParts) -> Scheme:
    """Return the scheme of its parts; SchemeRefused lists all that is wrong with file and key."""
    return _load(parts, write_text(parts))


@lru_cache(maxsize=MOST_KEPT)
def load_text(text: str) -> Scheme:
    """Return the scheme of a stored text; UnreadableText says why this program cannot read it.

    The newest schemes are kept by their text: every transaction asks for one, and none changes.
    """
    try:
        return _load(read_text(text), text)
    except SchemeRefused as refused:
        first = "；".join(map(str, refused.refusals[:MOST_SHOWN]))
        raise UnreadableText(first) from None


def _load(parts: SchemeParts, text: str) -> Scheme:
    findings = Findings()
    notice_part = dict(parts.notice)
    head = {key: notice_part.pop(key) for key in Publishing.model_fields if key in notice_part}
    if "objection" in head:
        head["objection"] = validate(ObjectionTerm, head["objection"], ("objection",), findings)
    publishing = validate(Publishing, head, (), findings)
    if "form" in notice_part:
        findings.refuse((), "form", "报表写在 scheme.toml", f"写在 {FORMS_FILE}")
    datasets = _read_forms(parts.forms, findings)
    check_forms(datasets, _list_assessments(notice_part), findings)
    _stop_at(findings)
    assert publishing is not None
    described = {key: form.model_dump() for key, form in describe_forms(datasets).items()}
    notice = load_notice({**notice_part, "form": described}, parts.units)
    scheme = Scheme(notice, publishing, datasets, text, digest_text(text))
    check_scheme(scheme, findings)
    _stop_at(findings)
    return scheme


def _stop_at(findings: Findings) -> None:
    if findings.refusals:
        raise SchemeRefused(findings.refusals)


def _read_forms(forms: Mapping[str, Any], findings: Findings) -> tuple[Dataset, ...]:
    if not forms:
        findings.refuse((), "", "没有报表", "至少一张报表", FORMS_FILE)
    datasets = []
    for key, written in forms.items():
        place = (f"报表 {key}",)
        if not isinstance(written, Mapping):
            findings.refuse(place, "", f"{written!r}", "报表的各项：title、column 等", FORMS_FILE)
            continue
        form = {"key": key, **written}
        if isinstance(form.get("column"), Mapping):
            form = list_columns(form)  # so that a refusal names the column, not its number
        if dataset := validate(Dataset, form, place, findings, FORMS_FILE):
            datasets.append(dataset)
    return tuple(datasets)


def _list_assessments(notice: Mapping[str, Any]) -> list[str]:
    """Return the ids of the assessments as written; a scheme with a single total calls it 1."""
    listed = notice.get("assessment", [])
    if not isinstance(listed, list):
        return []
    ids = [str(one["id"]) for one in listed if isinstance(one, Mapping) and "id" in one]
    return [*ids, *(["1"] if "total" in notice else [])]
