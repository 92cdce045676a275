"""Collect the facts of this machine, folder and process, and pass them to the checks."""

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
from dashboard.server.listening_address import ListeningAddress
from documents.official.pdf import find_office
from warehouse.database.clock import today_in_china, utc_now
from warehouse.faults import Fault, Refused, WrongCall
from warehouse.home.upkeep_notes import read_upkeep
from warehouse.importing.reading_process import holds_personal_numbers
from warehouse.safekeeping.backups import list_backups
from warehouse.safekeeping.inspection import StoreState
from warehouse.safekeeping.second_place import read_second_place
from warehouse.schemes.scheme_files import find_shipped_faults
from warehouse.work_slots import measure_memory

FONT_SECONDS = 20


def examine_machine() -> Iterator[DoctorFinding]:
    """Check the machine."""
    # No check of Python's version: no older one than the required can import this program.
    yield machine.check_packages(importlib.metadata.requires("kaohe") or (), list_installed())
    yield machine.check_memory(measure_memory())
    temporary = find_temporary()
    free = shutil.disk_usage(temporary).free if temporary else 0
    yield machine.check_temporary(temporary, free)
    yield machine.check_worker(can_read())
    yield machine.check_schemes(find_shipped_faults())
    yield machine.check_fonts(list_fonts())
    yield machine.check_office(find_office())
    yield machine.check_encoding(sys.getfilesystemencoding())


def examine_folder(home: Path, accounts: int) -> Iterator[DoctorFinding]:
    """Check the home folder of a store with this many accounts, without changing anything."""
    yield folder.check_writable(str(home), home.is_dir(), os.access(home, os.W_OK))
    if not home.is_dir():
        return
    yield folder.check_privacy(home.stat().st_mode if os.name == "posix" else None, accounts)
    yield folder.check_space(shutil.disk_usage(home).free)
    yield folder.check_disk(str(home), find_disk(home))


def examine_kept(home: Path, state: StoreState | None, fault: str) -> Iterator[DoctorFinding]:
    """Check the store, or report the fault that keeps it from being inspected."""
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
        elsewhere = read_second_place(home)
    except Fault as broken:
        yield notice("异机备份", str(broken), "请改正后重新启动看板。")
    else:
        yield keeping.check_far_backups(str(elsewhere.folder) if elsewhere else None)


def examine_network(port: int, listening: ListeningAddress | None) -> Iterator[DoctorFinding]:
    """Check the port, or the address on which this process listens if it is the serving one."""
    if listening is not None:
        yield network.check_exposure(listening)
    else:
        yield network.check_port(port, is_free(port))


def list_installed() -> dict[str, str]:
    """Return the versions of the installed packages by normalised name."""
    return {
        package.name.lower().replace("_", "-"): package.version
        for package in importlib.metadata.distributions()
    }


def find_temporary() -> str | None:
    """Return the folder for temporary files; None if none is writable."""
    try:
        with tempfile.TemporaryFile():
            return tempfile.gettempdir()
    except OSError:
        return None


def can_read() -> bool:
    """Return whether a file can be read in a child process, as uploads are."""
    try:
        holds_personal_numbers("试读\n".encode())
    except (OSError, Refused):
        return False
    return True


def list_fonts() -> list[str] | None:
    """Return the names of the Chinese fonts; None on systems that bring some."""
    if sys.platform in {"win32", "darwin"}:
        return None
    try:
        listing = subprocess.run(
            ["fc-list", ":lang=zh", "family"],
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=FONT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return [path.name for path in Path("/usr/share/fonts").rglob("*.[to]t[fc]")]
    return listing.stdout.splitlines()


def find_disk(home: Path) -> str | None:
    """Return the type of the home's file system; None on systems without /proc/mounts."""
    try:
        return folder.find_file_system(str(home), Path("/proc/mounts").read_text("utf-8"))
    except OSError:
        return None


def find_provider(home: Path) -> tuple[str, bool]:
    """Return the fault of the OpenID provider's file, or "", and whether there is a file."""
    try:
        return "", read_provider(home) is not None
    except WrongCall as fault:
        return str(fault), True


def find_newest_backup(home: Path) -> datetime | None:
    """Return when the newest backup was made (UTC); None if there is none."""
    backups = list_backups(home)
    return backups[0][1].moment if backups else None


def is_free(port: int) -> bool:
    """Whether nothing listens on a port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
