"""Text from files and users is shown as written."""

from __future__ import annotations

from dashboard.widgets.markdown_escape import escape


def test_a_file_name_cannot_become_an_image_or_a_link() -> None:
    assert escape("![x](http://a.b)") == r"\!\[x\]\(http\:\/\/a\.b\)"
