"""Draw the pages of a PDF as pictures, to look at them before a document is issued."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

PROGRAM = "pdftoppm"
"""Of poppler-utils; without it nothing is drawn, and the PDF is opened instead."""
DOTS_PER_INCH = 72
PATIENCE_SECONDS = 60


def draw_pages(pdf: bytes) -> list[bytes]:
    """Return every page as PNG; none if the program is missing or cannot read the PDF."""
    program = shutil.which(PROGRAM)
    if program is None:
        return []
    with tempfile.TemporaryDirectory(prefix="kaohe-pages-") as folder:
        source = Path(folder) / "document.pdf"
        source.write_bytes(pdf)
        command = [program, "-r", str(DOTS_PER_INCH), "-png", str(source), f"{folder}/page"]
        try:
            subprocess.run(command, capture_output=True, timeout=PATIENCE_SECONDS, check=True)
        except (subprocess.SubprocessError, OSError):
            return []
        return [path.read_bytes() for path in sorted(Path(folder).glob("page*.png"))]
