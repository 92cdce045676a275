"""Text from files and people, where Streamlit would read Markdown."""

from __future__ import annotations

import re
import string

_SPECIAL = re.compile(f"([{re.escape(string.punctuation)}])")


def escape(text: str) -> str:
    """Return a text that shows as it is written: no links, images, formulas or colours.

    A file may be called `![](http://…)`; unescaped, each page view would fetch that address.
    """
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
