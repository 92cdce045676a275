"""Read XML as a stream of events; document types are refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from xml.parsers import expat

from warehouse.reading.contract import RefusedFile

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]
_MOST_NAMES = 10_000
"""Distinct names in one part; the formats have some hundreds, and the parser keeps each."""


def read_xml(chunks: Iterable[bytes], start: Start, end: End, text: Text) -> None:
    """Pass the events of an XML part to three handlers; element names come without prefix.

    No spreadsheet needs a DOCTYPE: refusing it stops entity bombs before they expand.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    known = parser.intern  # all element and attribute names so far
    names: dict[str, str] = {}

    def local(name: str) -> str:
        found = names.get(name)
        if found is None:
            found = names[name] = name.rpartition(":")[2]
        return found

    def open_element(name: str, attributes: dict[str, str]) -> None:
        start(local(name), attributes)

    def close_element(name: str) -> None:
        end(local(name))

    def open_root(name: str, attributes: dict[str, str]) -> None:
        """Strip prefixes only in a part whose root has one: it costs time at every element."""
        has_prefix = ":" in name
        parser.StartElementHandler = open_element if has_prefix else start
        parser.EndElementHandler = close_element if has_prefix else end
        start(local(name), attributes)

    parser.StartElementHandler = open_root
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
            if len(known) > _MOST_NAMES:
                raise RefusedFile("too_large", "文件内的标记种类太多，可能是损坏或恶意的文件。")
        parser.Parse(b"", True)
    except (expat.ExpatError, UnicodeError, LookupError) as error:
        raise RefusedFile(
            "damaged", "文件内容已损坏，无法读取。请用 Excel 或 WPS 打开并另存后再上传。"
        ) from error


def ignore_text(_: str) -> None:
    """Ignore text."""


def ignore_end(_: str) -> None:
    """Ignore the end of an element."""


def _refuse_doctype(*_: object) -> None:
    raise RefusedFile("dangerous", "文件内含有文档类型声明（DOCTYPE），不是正常的表格，不予读取。")
