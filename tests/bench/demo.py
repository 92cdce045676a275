"""The demo year, landed once and kept in the temporary folder between benchmarks."""

from __future__ import annotations

import tempfile
import tomllib
from pathlib import Path

from tests.repository import ROOT
from warehouse.home.opening import open_store
from warehouse.importing.import_file import ImportOptions, import_file
from warehouse.results.scheme_changes import install_schemes

DEMO = ROOT / "seed" / "demo"


def land_demo() -> Path:
    """Return a home folder with the demo year, which the first call makes."""
    home = Path(tempfile.gettempdir()) / "kaohe-bench-demo"
    done = home / "done"
    if not done.exists():
        store = open_store(home, create=True)
        install_schemes(store)
        for entry in tomllib.loads((DEMO / "manifest.toml").read_text("utf-8"))["file"]:
            path = DEMO / entry["path"]
            options = ImportOptions(actor="demo", scheme=entry["scheme"], accept_warnings=True)
            import_file(store, path.name, path.read_bytes(), options)
        store.close()
        done.touch()
    return home
