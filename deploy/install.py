"""Install the product from the folder of this file, without a network.

python3 install.py [目录]     默认 /opt/kaohe（Windows：C:\\kaohe）
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
SUMS = "SHA256SUMS"
OLDEST = (3, 11)
IS_WINDOWS = os.name == "nt"
DEFAULT = Path("C:/kaohe" if IS_WINDOWS else "/opt/kaohe")


def main(argv: list[str]) -> int:
    """Check the package, install it into its own folder, and print the next steps."""
    target = Path(argv[0] if argv else DEFAULT).absolute()
    fault = find_fault(target)
    if fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    sys.stdout.write(f"校验无误，正在安装到 {target} ……\n")
    venv.create(target, clear=True, with_pip=True)
    programs = target / ("Scripts" if IS_WINDOWS else "bin")
    python = programs / ("python.exe" if IS_WINDOWS else "python")
    code = subprocess.run(
        [
            python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index",
            "--find-links", HERE, "--require-hashes", "--requirement", HERE / "requirements.txt",
        ],
        check=False,
    ).returncode  # fmt: skip
    if code:
        sys.stderr.write(
            "没有装成，原因见上。安装包与这台机器的系统、处理器和 Python 版本要一致。\n"
        )
        return 1
    kaohe = programs / ("kaohe.exe" if IS_WINDOWS else "kaohe")
    sys.stdout.write(f"安装完成。请接着运行：\n  {kaohe} init\n  {kaohe} doctor\n")
    return 0


def find_fault(target: Path) -> str | None:
    """Return why the package cannot be installed, as a sentence, or None."""
    if sys.version_info < OLDEST:
        return f"需要 Python 3.11 或更新的版本，这里是 {sys.version.split()[0]}。"
    if target.exists() and any(target.iterdir()) and not (target / "pyvenv.cfg").exists():
        return f"{target} 里已有别的文件，请换一个目录：python3 install.py 目录"
    for name, digest in read_sums():
        path = HERE / name
        if not path.is_file():
            return f"安装包不完整：缺少 {name}。请重新复制。"
        if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            return f"安装包已损坏或被改动：{name} 的校验码不符。请重新复制。"
    return None


def read_sums() -> list[tuple[str, str]]:
    """Return each file of the package with its digest."""
    lines = (HERE / SUMS).read_text("utf-8").splitlines()
    return [(line[66:], line[:64]) for line in lines]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
