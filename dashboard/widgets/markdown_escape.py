"""Escaping of text from files and users, which Streamlit would read as Markdown."""

from __future__ import annotations

import re
import string

_SPECIAL = re.compile(f"([{re.escape(string.punctuation)}])")


def escape(text: str) -> str:
    """Return a text that Streamlit shows as written, without links, images or formulas.

    A file may be named `![](http://…)`: unescaped, each page view would fetch that address.
    """
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
