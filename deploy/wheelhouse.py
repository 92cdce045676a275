"""Makes the offline package in `dist/wheelhouse`: every wheel, checksums, and the installer.

It is for machines of the kind that it is made on: the same system, processor and Python release.
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
BESIDE = ("install.py", "kaohe.service", "nginx.conf", "Caddyfile", "README.md")
"""What goes along with the wheels, from this folder."""
SUMS = "SHA256SUMS"
REQUIREMENTS = "requirements.txt"


def main() -> None:
    """Make the package anew."""
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
    for name in BESIDE:
        shutil.copy(ROOT / "deploy" / name, TARGET)
    write_sums()
    size = sum(one.stat().st_size for one in TARGET.iterdir())
    wheels = len(list(TARGET.glob("*.whl")))
    sys.stdout.write(f"{TARGET.relative_to(ROOT)}：{wheels} 个安装包，{size // 2**20} MB\n")


def write_requirements() -> None:
    """Write the locked versions with their hashes, our own wheel among them."""
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
    """Write what the product is made of (CycloneDX)."""
    run_uv(
        "export", "--locked", "--no-default-groups", "--format", "cyclonedx1.5",
        "--preview-features", "sbom-export", "--quiet", "--output-file", str(path),
    )  # fmt: skip


def write_sums() -> None:
    """Write every file's digest, in the form that `sha256sum --check` reads."""
    names = sorted(one.name for one in TARGET.iterdir())
    lines = [f"{digest_file(TARGET / name)}  {name}\n" for name in names]
    (TARGET / SUMS).write_text("".join(lines), "utf-8")


def digest_file(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def run_uv(*arguments: str) -> None:
    """Run uv in the project; `uv run` says by UV where it is."""
    subprocess.run([os.environ.get("UV", "uv"), *arguments], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
