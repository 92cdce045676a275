"""Read files in this process: the tests of editions do not test the worker."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="module", autouse=True)
def _read_in_this_process(read_here: None) -> None:
    """Start no worker for a file."""
