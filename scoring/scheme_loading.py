"""Load a scheme from its parts: the notice with its forms as the rules see them, and the forms."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from scoring.clauses.faults import Findings, SchemeRefused, show
from scoring.clauses.loading import examine_notice
from scoring.clauses.validation import validate
from scoring.dataset import Dataset, list_columns
from scoring.described_forms import describe_forms, describe_written
from scoring.followed_forms import complete_forms
from scoring.form_checks import check_forms
from scoring.scheme import ObjectionTerm, Publishing, Scheme
from scoring.scheme_checks import check_scheme
from scoring.scheme_text import (
    FORMS_FILE,
    SchemeParts,
    UnreadableText,
    digest_text,
    read_text,
    write_text,
)
from scoring.stray_values import Stray, refuse_strays, take_strays

_LOG = logging.getLogger(__name__)


MOST_KEPT = 64
"""The stored schemes that are kept; each takes a few megabytes with all its readings."""

MOST_SHOWN = 3
"""The refusals of a stored scheme that a message names; there the author cannot mend them."""


@dataclass(frozen=True)
class Examined:
    """What one pass over a scheme's parts finds."""

    scheme: Scheme | None
    """None: so much is refused that nothing can be said of the rest. Refused ones never score."""
    datasets: tuple[Dataset, ...]
    """The forms that can be read."""
    findings: Findings


def load_scheme(parts: SchemeParts) -> Scheme:
    """Return the scheme of its parts; SchemeRefused lists all that is wrong with file and key."""
    return _to_scheme(examine_scheme(parts))


@lru_cache(maxsize=MOST_KEPT)
def load_text(text: str) -> Scheme:
    """Return the scheme of a stored text; UnreadableText says why this program cannot read it.

    The newest schemes are kept by their text: every transaction asks for one, and none changes.
    """
    try:
        return _to_scheme(_examine(read_text(text), text, []))
    except SchemeRefused as refused:
        first = "；".join(map(str, refused.refusals[:MOST_SHOWN]))
        raise UnreadableText(first) from None
    except UnreadableText:
        raise
    except Exception as error:
        # Every page asks for every scheme: one that this program fails on must stop no other.
        _LOG.exception("a stored scheme cannot be loaded")
        raise UnreadableText(f"读取时程序出错：{type(error).__name__}") from error


def _to_scheme(examined: Examined) -> Scheme:
    if examined.findings.refusals or examined.scheme is None:
        raise SchemeRefused(examined.findings.refusals)
    return examined.scheme


def examine_scheme(parts: SchemeParts) -> Examined:
    """Look for every fault of a scheme's parts in one pass; nothing is raised."""
    plain, strays = take_strays(parts)
    return _examine(plain, write_text(plain), strays)


def _examine(parts: SchemeParts, text: str, strays: list[Stray]) -> Examined:
    findings = Findings()
    scheme, datasets = _find_faults(parts, text, findings)
    refuse_strays(strays, findings)
    return Examined(scheme, datasets, findings)


def _find_faults(
    parts: SchemeParts, text: str, findings: Findings
) -> tuple[Scheme | None, tuple[Dataset, ...]]:
    notice_part = dict(parts.notice)
    head = {key: notice_part.pop(key) for key in Publishing.model_fields if key in notice_part}
    if "objection" in head:
        head["objection"] = validate(ObjectionTerm, head["objection"], ("objection",), findings)
    publishing = validate(Publishing, head, (), findings)
    if "form" in notice_part:
        findings.refuse((), "form", "报表写在 scheme.toml", f"写在 {FORMS_FILE}")
    if not isinstance(parts.forms, Mapping) or not parts.forms:
        findings.refuse((), "", "没有报表", "至少一张报表", FORMS_FILE)
        return None, ()
    forms = complete_forms(notice_part, parts.forms, findings, FORMS_FILE)
    datasets = _read_forms(forms, findings)
    check_forms(datasets, _list_assessments(notice_part), findings)
    described = {**describe_written(forms), **describe_forms(datasets)}
    if len(described) < len(forms):
        return None, datasets
    plain = {key: form.model_dump() for key, form in described.items()}
    notice = examine_notice({**notice_part, "form": plain}, parts.units, findings)
    if notice is None:
        return None, datasets
    scheme = Scheme(notice, publishing or Publishing(), datasets, text, digest_text(text))
    check_scheme(scheme, findings)
    return scheme, datasets


def _read_forms(forms: Mapping[str, Any], findings: Findings) -> tuple[Dataset, ...]:
    datasets = []
    for key, written in forms.items():
        place = (f"报表 {key}",)
        if not isinstance(written, Mapping):
            findings.refuse(place, "", show(written), "报表的各项：title、column 等", FORMS_FILE)
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
