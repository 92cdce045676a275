"""The shipped schemes as the reader gets them, and a shortcut for reading a file."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from warehouse.reading.contract import Limits, Reading, ReadRequest, SchemeForms, forms_of
from warehouse.reading.reader import read_content
from warehouse.schemes.scheme_files import load_shipped_schemes

TODAY = date(2026, 11, 22)


@cache
def shipped_forms() -> dict[str, SchemeForms]:
    """Return the shipped schemes by id."""
    return {scheme.id: forms_of(scheme) for scheme in load_shipped_schemes()}


def read_bytes(
    content: bytes,
    name: str,
    scheme: str | None = None,
    limits: Limits | None = None,
    **request: Any,
) -> Reading:
    """Read a file in this process against one shipped scheme, or against all of them."""
    forms = shipped_forms()
    schemes = (forms[scheme],) if scheme else tuple(forms.values())
    request.setdefault("today", TODAY)
    return read_content(content, ReadRequest(file_name=name, schemes=schemes, **request), limits)
