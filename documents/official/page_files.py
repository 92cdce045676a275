"""The page template and the office's own base document, as the folders of templates have them."""

from __future__ import annotations

from pathlib import Path

from documents.official.document import open_base
from documents.official.page import PageTemplate
from documents.template_files import read_base, read_template

PAGE, BASE = "page.toml", "base.docx"


def load_page(home: Path | None, scheme_id: str) -> PageTemplate:
    """Return paper and type: the scheme's own, else the office's, else the standard's."""
    file = read_template(home, f"{scheme_id}/{PAGE}", PAGE)
    return file.validate(PageTemplate, file.parse())


def load_base(home: Path | None, scheme_id: str) -> tuple[str, bytes] | None:
    """Return the office's own document to begin with (its letterhead), if it has one.

    TemplateError where it is no Word document: better now than when somebody downloads.
    """
    base = read_base(home, f"{scheme_id}/{BASE}", BASE)
    if base is not None:
        open_base(*base)
    return base
