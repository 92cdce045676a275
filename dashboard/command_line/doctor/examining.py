"""What the checks are asked with: the facts of this machine, this folder, this process."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from dashboard.command_line.doctor import folder, keeping, machine, network
from dashboard.command_line.doctor.finding import DoctorFinding, notice
from dashboard.gate.openid.settings import read_settings as read_provider
from dashboard.server.listening_address import Exposure
from documents.official.pdf import find_office
from warehouse.database.clock import today_in_china, utc_now
from warehouse.faults import Fault, Refused, WrongCall
from warehouse.home.upkeep_notes import read_upkeep
from warehouse.importing.reading_process import holds_numbers
from warehouse.safekeeping.backups import list_backups
from warehouse.safekeeping.inspection import StoreState
from warehouse.safekeeping.second_place import read_elsewhere
from warehouse.schemes.scheme_files import find_shipped_faults
from warehouse.work_slots import measure_memory

FONT_SECONDS = 20


def examine_machine() -> Iterator[DoctorFinding]:
    """Look at what the machine brings."""
    yield machine.check_python(sys.version_info[:2])
    yield machine.check_packages(importlib.metadata.requires("kaohe") or (), list_installed())
    yield machine.check_memory(measure_memory())
    place = find_temporary()
    yield machine.check_temporary(place, shutil.disk_usage(place).free if place else 0)
    yield machine.check_worker(can_read())
    yield machine.check_schemes(find_shipped_faults())
    yield machine.check_fonts(list_fonts())
    yield machine.check_office(find_office())
    yield machine.check_encoding(sys.getfilesystemencoding())


def examine_folder(home: Path, accounts: int) -> Iterator[DoctorFinding]:
    """Look at the home folder of a store with so many accounts; nothing in it is changed."""
    yield folder.check_writable(str(home), home.is_dir(), os.access(home, os.W_OK))
    if not home.is_dir():
        return
    yield folder.check_privacy(home.stat().st_mode if os.name == "posix" else None, accounts)
    yield folder.check_space(shutil.disk_usage(home).free)
    yield folder.check_disk(str(home), find_disk(home))


def examine_kept(home: Path, state: StoreState | None, fault: str) -> Iterator[DoctorFinding]:
    """Look at the store, or say why nobody can."""
    now = utc_now()
    figures = state.figures if state else None
    newest_entry = figures.newest_entry_at if figures else None
    yield machine.check_clock(now, newest_entry)
    yield machine.check_holidays(today_in_china())
    yield keeping.check_opening(fault, state is not None)
    if state is not None:
        yield keeping.check_migrations(state)
    if state is not None and state.figures is not None:
        yield keeping.check_record(state)
        yield keeping.check_accounts(state.admins)
        yield keeping.check_backups(find_newest_backup(home), newest_entry, now)
    yield keeping.check_provider(*find_provider(home))
    yield keeping.check_upkeep(read_upkeep(home))
    try:
        elsewhere = read_elsewhere(home)
    except Fault as broken:
        yield notice("异机备份", str(broken), "请改正后重新启动看板。")
    else:
        yield keeping.check_far_backups(str(elsewhere.folder) if elsewhere else None)


def examine_network(port: int, exposure: Exposure | None) -> Iterator[DoctorFinding]:
    """Look at the port, or at where this process listens if it is the serving one."""
    if exposure is not None:
        yield network.check_exposure(exposure)
    else:
        yield network.check_port(port, is_free(port))


def list_installed() -> dict[str, str]:
    """Return the installed packages by name, folded as pip folds names."""
    return {
        one.name.lower().replace("_", "-"): one.version
        for one in importlib.metadata.distributions()
    }


def find_temporary() -> str | None:
    """Return the folder for temporary files; None where none can be written."""
    try:
        with tempfile.TemporaryFile():
            return tempfile.gettempdir()
    except OSError:
        return None


def can_read() -> bool:
    """Try a file in a process of its own, as an upload is read."""
    try:
        holds_numbers("试读\n".encode())
    except (OSError, Refused):
        return False
    return True


def list_fonts() -> list[str] | None:
    """Return the fonts' names; None on systems that bring Chinese ones."""
    if sys.platform in {"win32", "darwin"}:
        return None
    try:
        done = subprocess.run(
            ["fc-list", ":lang=zh", "family"],
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=FONT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return [one.name for one in Path("/usr/share/fonts").rglob("*.[to]t[fc]")]
    return done.stdout.splitlines()


def find_disk(home: Path) -> str | None:
    """Return the kind of file system that holds the home; None where nobody says."""
    try:
        return folder.find_disk(str(home), Path("/proc/mounts").read_text("utf-8"))
    except OSError:
        return None


def find_provider(home: Path) -> tuple[str, bool]:
    """Return what is wrong with the provider's file, if anything, and whether there is one."""
    try:
        return "", read_provider(home) is not None
    except WrongCall as fault:
        return str(fault), True


def find_newest_backup(home: Path) -> datetime | None:
    """Return when the newest backup was made (UTC); None where there is none."""
    backups = list_backups(home)
    return backups[0][1].moment if backups else None


def is_free(port: int) -> bool:
    """Whether nobody listens at a port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
