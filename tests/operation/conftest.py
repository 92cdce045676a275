"""A log of this test's own, which goes when the test does."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.operation.logs import open_log


@pytest.fixture
def kept_handlers() -> Iterator[None]:
    """Put the root logger back as it was."""
    root = logging.getLogger()
    before = list(root.handlers)
    yield
    for handler in [one for one in root.handlers if one not in before]:
        root.removeHandler(handler)
        handler.close()


@pytest.fixture
def log(tmp_path: Path, kept_handlers: None) -> Path:
    """Open a log; return its file."""
    open_log(tmp_path)
    return tmp_path / "logs" / "kaohe.log"
