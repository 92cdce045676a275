"""Write the bill of materials: name, version and source of every package (CycloneDX)."""

from __future__ import annotations

import sys
from pathlib import Path

from deploy.wheelhouse import ROOT, write_bill_of_materials

DEFAULT = ROOT / "dist" / "sbom.cdx.json"


def main(argv: list[str]) -> None:
    """Write it to the file that the argument names, or to `dist`."""
    path = Path(argv[0]) if argv else DEFAULT
    path.parent.mkdir(parents=True, exist_ok=True)
    write_bill_of_materials(path)
    sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
