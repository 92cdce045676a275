"""Convert documents to PDF with LibreOffice, in a separate process with a time limit."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from warehouse.faults import Refused
from warehouse.work_slots import READING

PATIENCE_SECONDS = 60
PROGRAMS = ("soffice", "libreoffice")
WITH_BLANK_PAGES = 'pdf:writer_pdf_Export:{"IsSkipEmptyPages":{"type":"boolean","value":"false"}}'
"""The blank page before an even one is kept, so that both sides of the paper can be printed."""
INSTEAD = "请导出 .docx，再用 WPS 或 Word 另存为 PDF。"


def find_office() -> str | None:
    """Return the path of LibreOffice, or None if it is not installed."""
    return next((path for name in PROGRAMS if (path := shutil.which(name))), None)


def convert_to_pdf(content: bytes, suffix: str = ".docx") -> bytes:
    """Return a document as PDF; Refused says why it could not be made.

    LibreOffice uses the fonts of this machine and replaces a missing 仿宋 by another font.
    """
    program = find_office()
    if program is None:
        raise Refused(
            "这台机器上没有 LibreOffice，不能生成 PDF。请导出 .docx，再用 WPS 或 Word 另存。"
        )
    # LibreOffice needs as much memory as a process that reads a file, so both share these slots.
    with READING.taking(), tempfile.TemporaryDirectory(prefix="kaohe-pdf-") as folder:
        source = Path(folder) / f"document{suffix}"
        source.write_bytes(content)
        _run(program, Path(folder), source)
        target = source.with_suffix(".pdf")
        if not target.exists():
            raise Refused(f"LibreOffice 没有生成 PDF。{INSTEAD}")
        return target.read_bytes()


def _run(program: str, folder: Path, source: Path) -> None:
    # A separate profile, because an open office or another conversion would block a shared one.
    command = [
        program,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless", "--norestore", "--convert-to", WITH_BLANK_PAGES,
        "--outdir", str(folder), str(source),
    ]  # fmt: skip
    try:
        subprocess.run(command, capture_output=True, timeout=PATIENCE_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise Refused(f"LibreOffice {PATIENCE_SECONDS}秒内没有生成 PDF。{INSTEAD}") from None
    except OSError as error:
        raise Refused(f"LibreOffice 未能启动（{error.strerror}）。{INSTEAD}") from None
