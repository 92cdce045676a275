"""Write the outputs and the reference of docs/schemes.md and .zh.md: python -m tests.schemes_page.

The tutorial is done in a folder of its own; its commands print what the pages then show.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tests.schemes_page.page import OFFICE_PAGE, PAGE, PAGES, read_steps, write_outputs
from tests.schemes_page.reference import BEGIN, END, write_reference
from tests.schemes_page.walk import HOME, walk


def main() -> None:
    """Write both pages."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        os.chdir(folder)
        os.environ["KAOHE_HOME"] = str(folder / HOME)
        outputs = dict(walk(read_steps(PAGE), folder))
        os.chdir("/")
    for path in PAGES:
        text = write_outputs(path.read_text("utf-8"), outputs)
        before, _, rest = text.partition(BEGIN)
        made = write_reference(is_chinese=path == OFFICE_PAGE)
        path.write_text(before + made + rest.partition(END)[2], "utf-8")


if __name__ == "__main__":
    main()
