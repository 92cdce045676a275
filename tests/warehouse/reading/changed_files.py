"""Change the parts of zip packages: workbooks and OpenDocument files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable


def change_part(content: bytes, part: str, change: Callable[..., bytes]) -> bytes:
    """Return the package with one part changed."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            data = source.read(entry)
            target.writestr(entry.filename, change(data) if entry.filename == part else data)
    return buffer.getvalue()


def replace_parts(content: bytes, parts: dict[str, str]) -> bytes:
    """Return the package with parts replaced or added."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            if name not in parts:
                target.writestr(name, source.read(name))
        for name, text in parts.items():
            target.writestr(name, text)
    return buffer.getvalue()
