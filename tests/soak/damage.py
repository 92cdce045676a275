"""Damage to a home: the place, the kind, and the file that a place belongs to."""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from tests.access import make_account
from tests.warehouse.editions.county import SCHEME, SECOND, THIRD, TOWN, issue, land_work, object_to
from tests.warehouse.safekeeping.faults.restores import cut_in_the_middle
from warehouse.access.people import host
from warehouse.accounts.setting_acts import change_setting
from warehouse.check_results import CheckReport
from warehouse.database.connection import BACKUPS, FILE_NAME, ORIGINALS
from warehouse.home.opening import open_store
from warehouse.home.restore_plan import PLAN
from warehouse.objections import Claim
from warehouse.safekeeping.backups import back_up

PAGE, HEADERS = 4096, 3 * 4096
"""The sizes of a sector and of the database's headers, in bytes."""

LOG = f"{FILE_NAME}.wal"

PROVIDER = """
issuer = "https://id.example.cn"
client_id = "kaohe"
client_secret = "secret"
redirect_uri = "https://kaohe.example.cn/oidc/callback"
[[grant]]
value = "staff"
role = "staff"
"""

KINDS = ("flip", "flip", "zero", "cut")
"""The kinds of damage; in practice most damage is a flipped bit or a lost sector."""


@dataclass(frozen=True)
class Damage:
    """One change of one file's bytes."""

    path: str
    kind: str
    at: int
    bit: int = 0

    def do(self, home: Path) -> None:
        """Change the bytes of the file; a hard link to another home's file first becomes a copy."""
        path = home / self.path
        content = bytearray(path.read_bytes())
        if self.kind == "flip":
            content[self.at] ^= 1 << self.bit
        elif self.kind == "zero":
            start = self.at // PAGE * PAGE
            end = min(start + PAGE, len(content))
            content[start:end] = bytes(end - start)
        else:
            del content[self.at :]
        mode = path.stat().st_mode & 0o777
        path.unlink()
        path.write_bytes(content)
        path.chmod(mode)


def name_region(path: str, at: int) -> str:
    """Return the region for the counts: a part of the database, or else the file's kind."""
    if path == FILE_NAME:
        return f"{path} headers" if at < HEADERS else f"{path} blocks"
    first, *rest = path.split("/")
    if first == BACKUPS and rest:
        return f"{BACKUPS}/*/{rest[1] if len(rest) == 2 else rest[1] + '/*'}"
    return f"{first}/*" if rest else first


def draw(home: Path, dice: Random) -> Damage:
    """Return damage at a random place; the database, its log and a plan are likelier regions."""
    regions = defaultdict(list)
    for path in sorted(one for one in home.rglob("*") if one.is_file() and one.stat().st_size):
        name = path.relative_to(home).as_posix()
        for at in {0, HEADERS} if name == FILE_NAME else {0}:
            regions[name_region(name, at)].append((name, at, path.stat().st_size))
    names, blocks = sorted(regions), f"{FILE_NAME} blocks"
    names += [blocks] * (len(regions) // 2) if blocks in regions else []
    names += [one for one in (LOG, PLAN) if one in regions] * 4
    name, start, size = dice.choice(regions[dice.choice(names)])
    if name == FILE_NAME:
        size = size if start else HEADERS
    return Damage(name, dice.choice(KINDS), dice.randrange(start, size), dice.randrange(8))


def fill_all(home: Path) -> None:
    """Give a county's closed home every kind of file that a home can have."""
    store = open_store(home)
    issue(store, SECOND, ("通报.docx", b"PK\x03\x04 bulletin"))
    object_to(store, Claim(SCHEME, SECOND, "2", TOWN, "K1"))
    make_account(store.bind_to(host("root")), "zhang", "leader")
    change_setting(store.bind_to(host("root")), "idle_minutes", "30")
    back_up(store)
    store.close()
    (home / "backup.toml").write_text(f'folder = "{home.parent / "far"}"\nkeep_days = 30\n')
    (home / "metrics-token.sha256").write_text("0" * 64)
    (home / "serve.json").write_text(f'{{"pid": 1, "port": 1, "key": "{"00" * 32}"}}')
    for key in ("form-key", "device-key"):
        (home / key).write_bytes(bytes(range(32)))
    (home / "openid.toml").write_text(PROVIDER)
    (home / "openid.toml").chmod(0o600)
    (home / "logs").mkdir()
    (home / "logs" / "kaohe.log").write_text('{"event": "started"}\n' * 50)


def leave_live(home: Path, place: Path) -> Path:
    """Return a copy of a home as after a crash, with its last acts only in the log."""
    store = open_store(home)
    for posts in ("3", "4", "5"):
        land_work(store, THIRD, posts, reason="更正")
    live = shutil.copytree(home, place)
    store.close()
    return Path(live)


def leave_restoring(home: Path, place: Path) -> Path:
    """Return a copy of a home with an interrupted restore, all leaving names moved aside."""
    cut = Path(shutil.copytree(home, place))
    (folder,) = (cut / BACKUPS).glob("[0-9]*")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "warehouse.safekeeping.restoring.verify_home", lambda _: CheckReport("sound")
        )  # it has just been
        cut_in_the_middle(cut, folder, patch)
    return cut


def copy_linked(home: Path, target: Path) -> Path:
    """Copy a home; files that are only read become hard links."""
    return Path(shutil.copytree(home, target, copy_function=_copy))


def _copy(source: str, target: str) -> None:
    path = Path(source)
    if {ORIGINALS, BACKUPS} & set(path.parts):
        os.link(source, target)
    else:
        shutil.copy2(source, target)
