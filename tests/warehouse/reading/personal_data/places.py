"""Ways to put a number into a sound file at a place that no reader looks at."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.warehouse.reading.changed_files import change_part

Put = Callable[[bytes, str], bytes]
"""Takes a file and a text; returns the file with the text in it."""
_SHEET, _BOOK, _STYLES = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"
_PICTURE = "xl/media/image9.jpeg"


def _before(part: str, mark: str, put: str) -> Put:
    """Return a function that inserts `put` before a mark in a part; {} is the text."""

    def add(content: bytes, text: str) -> bytes:
        def change(data: bytes) -> bytes:
            assert mark.encode() in data, mark
            return data.replace(mark.encode(), (put.format(text) + mark).encode(), 1)

        return change_part(content, part, change)

    return add


def _part(name: str, body: str | Callable[[str], bytes]) -> Put:
    """Return a function that adds a part of its own; {} is the text."""

    def add(content: bytes, text: str) -> bytes:
        buffer = io.BytesIO(content)
        made = body.format(text).encode() if isinstance(body, str) else body(text)
        with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as package:
            package.writestr(name, made)
        return buffer.getvalue()

    return add


def _entry(*, comment: bool) -> Put:
    """Return a function that writes the text into the comment or extra field of a new entry."""

    def add(content: bytes, text: str) -> bytes:
        buffer = io.BytesIO(content)
        entry = zipfile.ZipInfo("xl/media/comment.bin" if comment else "xl/media/extra.bin")
        if comment:
            entry.comment = text.encode()
        else:
            entry.extra = struct.pack("<HH", 0x6B61, len(text)) + text.encode()
        with zipfile.ZipFile(buffer, "a") as package:
            package.writestr(entry, b"")
        return buffer.getvalue()

    return add


def _comment_archive(content: bytes, text: str) -> bytes:
    buffer = io.BytesIO(content)
    with zipfile.ZipFile(buffer, "a") as package:
        package.comment = text.encode()
    return buffer.getvalue()


def make_jpeg(text: str, place: str) -> bytes:
    """Return a JPEG with a text in its metadata: exif, xmp, iptc, comment or after its end."""
    image = Image.new("RGB", (9, 7), (200, 30, 30))
    buffer = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x013B if place == "exif" else 0x0110] = text if place == "exif" else "K9"
    image.save(buffer, "JPEG", exif=exif, icc_profile=b"profile" * 9)
    content = buffer.getvalue()
    bodies = {
        "xmp": (0xE1, b"http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>%s</x:xmpmeta>"),
        "iptc": (0xED, b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x20\x1c\x02\x76%s"),
        "comment": (0xFE, b"%s"),
    }
    if place in bodies:
        marker, body = bodies[place]
        body = body % text.encode()
        segment = struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body
        content = content[:2] + segment + content[2:]
    return content + (text.encode() if place == "after the end" else b"")


def make_png(text: str, place: str) -> bytes:
    """Return a PNG with a text at one of PNG_PLACES."""
    buffer, info = io.BytesIO(), PngInfo()
    if place in {"text", "packed"}:
        info.add_text("Author", text, zip=place == "packed")
    elif place == "international":
        info.add_itxt("Comment", text, "zh", "zhu", zip=True)
    elif place == "private":
        info.add(b"kaOh", text.encode())
    exif = Image.Exif()
    exif[0x013B] = text if place == "exif" else "K9"
    Image.new("RGBA", (9, 7), (200, 30, 30, 90)).save(buffer, "PNG", pnginfo=info, exif=exif)
    return buffer.getvalue() + (text.encode() if place == "after the end" else b"")


JPEG_PLACES = ("exif", "xmp", "iptc", "comment", "after the end")
PNG_PLACES = ("text", "packed", "international", "exif", "private", "after the end")

_MERGED = _before(
    _SHEET,
    "</sheetData>",
    '<row r="9"><c r="A9" t="inlineStr"><is><t>注：</t></is></c><c r="B9"><v>{}</v></c></row>',
)
_MERGE = _before(_SHEET, "<pageMargins", '<mergeCells><mergeCell ref="A9:B9"/></mergeCells>')
PLACES: dict[str, Put] = {
    "comment of the archive": _comment_archive,
    "comment of an entry": _entry(comment=True),
    "extra field of an entry": _entry(comment=False),
    "before the archive's end": lambda content, text: content + text.encode(),
    "name of an entry": lambda content, text: _part(f"xl/media/{text}.bin", "x")(content, text),
    "XML comment in a sheet's head": _before(_SHEET, "<sheetData>", "<!-- {} -->"),
    "XML comment among rows": _before(_SHEET, "</row>", "<!-- {} -->"),
    "XML comment in styles": _before(_STYLES, "</styleSheet>", "<!--{}-->"),
    "processing instruction": _before(_BOOK, "</workbook>", "<?note {}?>"),
    "name of a style": _before(_STYLES, "</cellStyles>", '<cellStyle name="{}" xfId="0"/>'),
    "name that is defined": _before(
        _BOOK, "<calcPr", '<definedNames><definedName name="n">"{}"</definedName></definedNames>'
    ),
    "author": _before("docProps/core.xml", "</cp:coreProperties>", "<lastBy>{}</lastBy>"),
    "company": _before("docProps/app.xml", "</Properties>", "<Company>{}</Company>"),
    "property of one's own": _part("docProps/custom.xml", "<Properties><p>{}</p></Properties>"),
    "header": _before(_SHEET, "</worksheet>", "<oddHeader>{}</oddHeader>"),
    "prompt of a validation": _before(
        _SHEET, "</worksheet>", '<dataValidations><dataValidation prompt="{}"/></dataValidations>'
    ),
    "conditional format": _before(
        _SHEET, "</worksheet>",
        '<conditionalFormatting><cfRule><formula>A1="{}"</formula></cfRule></conditionalFormatting>',
    ),
    "value under a merge": lambda content, text: _MERGE(_MERGED(content, text), text),
    "string that no cell shows": _part("xl/sharedStrings.xml", "<sst><si><t>找{}</t></si></sst>"),
    "sheet that the book does not name": _part(
        "xl/worksheets/sheet9.xml",
        "<worksheet><sheetData><row><c><v>{}</v></c></row></sheetData></worksheet>",
    ),
    "macros": _part("xl/vbaProject.bin", lambda text: b"\x00\x01" + text.encode("utf-16-le")),
    "embedded object": _part("xl/embeddings/oleObject1.bin", lambda text: b"\x00" + text.encode()),
    "link to another book": _part("xl/externalLinks/externalLink1.xml", "<x><v>{}</v></x>"),
    "threaded comment": _part("xl/threadedComments/comment1.xml", "<t><text>{}</text></t>"),
    "person": _part("xl/persons/person.xml", '<personList><person displayName="{}"/></personList>'),
    "log of revisions": _part("xl/revisions/revisionLog1.xml", "<r><nc><t>{}</t></nc></r>"),
    "character references": _part(
        "docProps/custom.xml",
        lambda text: ("<p>" + "".join(f"&#{ord(sign)};" for sign in text) + "</p>").encode(),
    ),
    "EXIF of a picture": _part(_PICTURE, lambda text: make_jpeg(text, "exif")),
    "text in a picture": _part("xl/media/image9.png", lambda text: make_png(text, "packed")),
}  # fmt: skip
