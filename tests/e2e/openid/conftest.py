"""A real provider and the served product, on this machine only."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import copy_home
from tests.needs import leave_out, require
from tests.serving import find_ports, serving

SOURCE = Path(__file__).with_name("provider")
FILES = ("package.json", "package-lock.json", "provider.mjs")
INSTALL_SECONDS, STOP_SECONDS = 180, 10
SECRET = "only for this test"
PEOPLE = {
    "li": {"name": "李", "preferred_username": "li", "roles": ["kaohe-leader"]},
    "wang": {"name": "王", "preferred_username": "wang", "roles": ["kaohe-staff"]},
    "zhao": {"name": "赵", "preferred_username": "zhao", "roles": ["finance"]},
    "chen": {"name": "陈", "preferred_username": "chen", "roles": ["canteen"]},
}
"""Login → the provider's claims; the last user has no role here."""

SETTINGS = """
issuer = "{issuer}"
client_id = "kaohe"
client_secret_file = "openid-secret"
redirect_uri = "{address}/oidc/callback"

[[grant]]
value = "kaohe-leader"
role = "leader"

[[grant]]
value = "kaohe-staff"
role = "staff"

[[grant]]
value = "finance"
role = "unit"
scheme = "jiangxian-2021"
unit = "县财政局"
"""


@dataclass(frozen=True)
class Office:
    """A served product that trusts a provider."""

    address: str
    issuer: str
    home: Path


@pytest.fixture(scope="session")
def provider_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the provider, installed once and kept beside pytest's own folders."""
    require("node", "npm")
    digest = hashlib.sha256(b"".join((SOURCE / name).read_bytes() for name in FILES)).hexdigest()
    kept = tmp_path_factory.getbasetemp().parent / f"kaohe-provider-{digest[:16]}"
    if kept.exists():
        return kept
    part = kept.with_name(f"{kept.name}.{os.getpid()}")
    shutil.copytree(SOURCE, part, ignore=shutil.ignore_patterns("node_modules"))
    try:
        npm = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(
            npm, check=False, cwd=part, capture_output=True, timeout=INSTALL_SECONDS
        )
    except subprocess.TimeoutExpired:
        leave_out("a registry that npm can reach")
    if done.returncode:
        leave_out("a registry from which npm can install")
    try:
        part.rename(kept)
    except OSError:  # another worker was quicker
        shutil.rmtree(part)
    return kept


@pytest.fixture(scope="module")
def office(
    provider_folder: Path, prepared_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    """Serve a provider and a product that trusts it.

    The provider's host is localhost, the product's 127.0.0.1: two sites to a browser, so that
    cookies behave as in an office.
    """
    provider_port, port = find_ports(2)
    issuer, address = f"http://localhost:{provider_port}", f"http://127.0.0.1:{port}"
    home = copy_home(prepared_home, tmp_path_factory.mktemp("office") / "home")
    put_private(home / "openid.toml", SETTINGS.format(issuer=issuer, address=address))
    put_private(home / "openid-secret", SECRET)
    asked = {
        "port": provider_port,
        "client_id": "kaohe",
        "client_secret": SECRET,
        "redirect_uri": f"{address}/oidc/callback",
        "logout_uri": f"{address}/oidc/logout",
        "people": PEOPLE,
    }
    provider = subprocess.Popen(
        ["node", "provider.mjs", json.dumps(asked)],
        cwd=provider_folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert provider.stdout is not None
        assert provider.stdout.readline().strip() == "ready"
        with serving(home, port, local=False):
            yield Office(address, issuer, home)
    finally:
        provider.terminate()
        provider.wait(timeout=STOP_SECONDS)


def put_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read."""
    path.touch(0o600)
    path.write_text(text, "utf-8")
