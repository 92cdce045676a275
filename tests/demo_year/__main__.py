"""Write seed/demo: `python -m tests.demo_year`."""

from pathlib import Path

from .landing import DEMO_FOLDER, demo_files, write_manifest
from .sheet import print_file


def write_demo(folder: Path) -> int:
    """Write every file of the demo year and its manifest below a folder; return their number."""
    files = demo_files()
    for file in files:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(print_file(file))
    (folder / "manifest.toml").write_bytes(write_manifest(files).encode())
    return len(files)


if __name__ == "__main__":
    print(f"{write_demo(DEMO_FOLDER)} files written to seed/demo")
