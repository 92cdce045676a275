"""Save a document so that the same content always gives the same bytes."""

from __future__ import annotations

import io
import zipfile

from docx.document import Document

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time written for every part of the package; the earliest that a zip can hold."""


def save(document: Document) -> bytes:
    """Return a document as .docx, with its parts in a fixed order and at a fixed time."""
    buffer = io.BytesIO()
    document.save(buffer)
    target = io.BytesIO()
    with (
        zipfile.ZipFile(buffer) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in sorted(source.namelist(), key=_order):
            part = zipfile.ZipInfo(name, EPOCH)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            archive.writestr(part, source.read(name))
    return target.getvalue()


def _order(name: str) -> tuple[bool, bool, str]:
    """Sort the content types first and the relationships next; some readers need them early."""
    return name != "[Content_Types].xml", not name.startswith("_rels/"), name
