"""Make the offline package in `dist/wheelhouse`: every wheel, checksums, and the installer.

It is for machines with the same system, processor and Python release as the one it is made on.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "dist" / "wheelhouse"
EXTRA_FILES = ("install.py", "kaohe.service", "nginx.conf", "Caddyfile", "README.md")
"""Files of this folder that go into the package."""
SUMS = "SHA256SUMS"
REQUIREMENTS = "requirements.txt"


def main() -> None:
    """Make the package; a previous one is replaced."""
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    run_uv("build", "--wheel", "--out-dir", str(TARGET))
    (TARGET / ".gitignore").unlink(missing_ok=True)
    write_requirements()
    run_uv(
        "tool", "run", "--python", sys.executable, "pip", "download", "--quiet",
        "--only-binary", ":all:", "--require-hashes", "--find-links", str(TARGET),
        "--requirement", str(TARGET / REQUIREMENTS), "--dest", str(TARGET),
    )  # fmt: skip
    write_bill_of_materials(TARGET / "sbom.cdx.json")
    for name in EXTRA_FILES:
        shutil.copy(ROOT / "deploy" / name, TARGET)
    write_sums()
    size = sum(path.stat().st_size for path in TARGET.iterdir())
    wheels = len(list(TARGET.glob("*.whl")))
    sys.stdout.write(f"{TARGET.relative_to(ROOT)}：{wheels} 个安装包，{size // 2**20} MB\n")


def write_requirements() -> None:
    """Write the locked versions with their hashes, including our own wheel."""
    path = TARGET / REQUIREMENTS
    run_uv(
        "export", "--locked", "--no-default-groups", "--no-emit-project", "--no-header",
        "--no-annotate", "--format", "requirements.txt", "--quiet", "--output-file", str(path),
    )  # fmt: skip
    (wheel,) = TARGET.glob("kaohe-*.whl")
    version = wheel.name.split("-")[1]
    with path.open("a", encoding="utf-8") as file:
        file.write(f"kaohe=={version} --hash=sha256:{digest_file(wheel)}\n")


def write_bill_of_materials(path: Path) -> None:
    """Write the bill of materials (CycloneDX)."""
    run_uv(
        "export", "--locked", "--no-default-groups", "--format", "cyclonedx1.5",
        "--preview-features", "sbom-export", "--quiet", "--output-file", str(path),
    )  # fmt: skip


def write_sums() -> None:
    """Write every file's digest in the format of `sha256sum --check`."""
    names = sorted(path.name for path in TARGET.iterdir())
    lines = [f"{digest_file(TARGET / name)}  {name}\n" for name in names]
    (TARGET / SUMS).write_text("".join(lines), "utf-8")


def digest_file(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def run_uv(*arguments: str) -> None:
    """Run uv in the project; `uv run` sets UV to its path."""
    subprocess.run([os.environ.get("UV", "uv"), *arguments], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
