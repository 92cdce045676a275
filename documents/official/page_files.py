"""Load the page template and the office's own base document from the template folders."""

from __future__ import annotations

from pathlib import Path

from documents.official.document import open_base
from documents.official.letterhead import Letterhead
from documents.official.page import PageTemplate
from documents.template_files import read_base, read_template

PAGE, BASE, LETTERHEAD = "page.toml", "base.docx", "letterhead.toml"


def load_page(home: Path | None, scheme_id: str) -> PageTemplate:
    """Return paper and type: the scheme's template if there is one, else the general one."""
    file = read_template(home, f"{scheme_id}/{PAGE}", PAGE)
    return file.validate(PageTemplate, file.parse())


def load_letterhead(home: Path | None, scheme_id: str) -> Letterhead:
    """Return red head and imprint: those of the scheme if there are any, else the general ones."""
    file = read_template(home, f"{scheme_id}/{LETTERHEAD}", LETTERHEAD)
    return file.validate(Letterhead, file.parse())


def load_base(home: Path | None, scheme_id: str) -> tuple[str, bytes] | None:
    """Return (name, content) of the office's own base document with its letterhead, or None.

    Raises TemplateError now, rather than at a download, if it is not a Word document.
    """
    base = read_base(home, f"{scheme_id}/{BASE}", BASE)
    if base is not None:
        open_base(*base)
    return base
