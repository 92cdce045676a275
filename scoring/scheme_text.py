"""A scheme's written parts, and the canonical JSON text in which a store keeps them.

Decimals are written as decimal text, never as JSON numbers, which other readers take for floats.
Tables keep the order in which they are written: it is the order of lines, forms and columns.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from scoring.clauses.notice import LANGUAGE

Written = Mapping[str, Any]

FORMS_FILE = "forms.toml"
"""The file of a scheme's forms, as refusals name it."""


@dataclass(frozen=True)
class SchemeParts:
    """The parsed files of a scheme, decimals as Decimal or decimal text."""

    notice: Written
    """scheme.toml: heading, readings, assessments."""
    forms: Written
    """forms.toml: form → its columns and how it is recognised."""
    units: Sequence[Written]
    """The rows of units.csv, as the models of the roster name their fields."""


class UnreadableText(ValueError):
    """A stored text that is no scheme of this program's language; the message says why."""


def write_text(parts: SchemeParts) -> str:
    """Return the canonical JSON text of a scheme's parts."""
    _refuse_floats((parts.notice, parts.forms, parts.units))
    document = {
        "language": parts.notice.get("language", LANGUAGE),
        "notice": parts.notice,
        "forms": parts.forms,
        "units": parts.units,
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), default=_write_decimal)


def _refuse_floats(value: Any) -> None:
    """Raise TypeError for a float: its file was parsed without `parse_float=Decimal`."""
    if isinstance(value, float):
        raise TypeError(f"{value!r} is a float, which was rounded when it was read")
    if isinstance(value, Mapping):
        value = value.values()
    elif not isinstance(value, list | tuple):
        return
    for inner in value:
        _refuse_floats(inner)


def _write_decimal(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(f"{value!r} is no value of a scheme")


def read_text(text: str) -> SchemeParts:
    """Return the parts of a stored text; UnreadableText if it is of no, or a later, language."""
    try:
        document = json.loads(text)
    except ValueError:
        raise UnreadableText("不是 JSON") from None
    if not isinstance(document, dict) or not isinstance(document.get("language"), int):
        raise UnreadableText("没有写明规则语言的版本")
    if document["language"] > LANGUAGE:
        raise UnreadableText(
            f"用规则语言第{document['language']}版写成，本程序只读到第{LANGUAGE}版"
        )
    try:
        return SchemeParts(document["notice"], document["forms"], document["units"])
    except KeyError as error:
        raise UnreadableText(f"缺少 {error}") from None


def digest_text(text: str) -> str:
    """Return the SHA-256 of a scheme's text, by which its versions are told apart."""
    return hashlib.sha256(text.encode()).hexdigest()
