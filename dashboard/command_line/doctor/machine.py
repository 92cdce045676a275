"""Checks of the machine: packages, memory, space for temporary files, fonts, clock."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta

from packaging.requirements import Requirement

from dashboard.command_line.doctor.finding import DoctorFinding, notice, sound, wrong
from documents.official.pdf import INSTEAD
from documents.wording import describe_unknown_holidays
from warehouse.objections.working_days import list_unknown_years

LEAST_MEMORY, GOOD_MEMORY = 2 * 2**30, 4 * 2**30
"""Bytes. The database alone may take 2 GB (warehouse/database/connection.py)."""
LEAST_TEMPORARY = 512 * 2**20
"""Bytes. A large upload is unpacked in the folder for temporary files."""
CHINESE_FONTS = (
    "CJK", "Source Han", "YaHei", "SimSun", "SimHei", "FangSong", "PingFang", "WenQuan", "WQY",
    "宋", "黑", "Fandol", "Kai",
)  # fmt: skip
FIRST_YEAR, LAST_YEAR = 2024, 2099
HOLIDAYS_AHEAD = timedelta(days=30)
"""Longer than any deadline for a decision, even with a long holiday in it."""
CLOCK_TOLERANCE = timedelta(minutes=5)


def check_packages(requirements: Iterable[str], installed: Mapping[str, str]) -> DoctorFinding:
    """Check that each required package is installed in a required version."""
    faults = []
    for text in requirements:
        required = Requirement(text)
        if required.marker is not None and not required.marker.evaluate():
            continue
        version = installed.get(required.name.lower().replace("_", "-"))
        if version is None:
            faults.append(f"缺 {required.name}")
        elif not required.specifier.contains(version, prereleases=True):
            faults.append(f"{required.name} 是 {version}，要求 {required.specifier}")
    if faults:
        return wrong("程序包", "；".join(faults), "请用离线安装包或 uv sync --locked 重新安装。")
    return sound("程序包", "都在，版本相符")


def check_memory(total: int | None) -> DoctorFinding:
    """Check the size of the memory, in bytes; None on a system that does not say."""
    if total is None:
        return sound("内存", "这个系统上看不到大小")
    said = f"{total / 2**30:.1f} GB"
    if total < LEAST_MEMORY:
        return wrong("内存", f"只有 {said}", "至少要 2 GB，建议 4 GB 以上。")
    if total < GOOD_MEMORY:
        return notice("内存", said, "导入大文件时可能不够，建议 4 GB 以上。")
    return sound("内存", said)


def check_temporary(folder: str | None, free: int) -> DoctorFinding:
    """Check that there is space for temporary files: every uploaded file is unpacked there."""
    if folder is None:
        return wrong("临时目录", "没有可以写入的临时目录", "请用 TMPDIR 指定一个能写的目录。")
    said = f"{folder}，剩 {free // 2**20} MB"
    if free < LEAST_TEMPORARY:
        return notice("临时目录", said, "较大的报表可能无法读取，请清理，或用 TMPDIR 另设目录。")
    return sound("临时目录", said)


def check_worker(can_read: bool) -> DoctorFinding:
    """Check that the child process that reads files works here."""
    if not can_read:
        return wrong(
            "读取进程",
            "读取报表的子进程未能启动或被中止",
            "请查看日志；用 systemd 或容器运行的，检查内存、进程数和系统调用的限制。",
        )
    return sound("读取进程", "试读一份报表，正常")


def check_fonts(families: Collection[str] | None) -> DoctorFinding:
    """Check that there is a Chinese font for charts and PDF; None where the system brings one."""
    if families is None:
        return sound("中文字体", "这个系统上不用检查")
    if not any(mark.lower() in name.lower() for name in families for mark in CHINESE_FONTS):
        return wrong(
            "中文字体",
            "没有找到，图片和 PDF 里的汉字会变成方框",
            "请安装，例如 Debian、Ubuntu：apt-get install fonts-noto-cjk。",
        )
    return sound("中文字体", "有")


def check_office(program: str | None) -> DoctorFinding:
    """Check that LibreOffice is installed, which makes PDF files."""
    if program is None:
        return notice(
            "LibreOffice", "没有安装，不能直接导出 PDF", f"需要 PDF 时请安装；不装也可以：{INSTEAD}"
        )
    return sound("LibreOffice", program)


def check_encoding(encoding: str) -> DoctorFinding:
    """Check that file names may be Chinese."""
    if encoding.lower().replace("-", "") != "utf8":
        return wrong(
            "文字编码", f"系统的文件名编码是 {encoding}", "请设 LANG=C.UTF-8 或 PYTHONUTF8=1。"
        )
    return sound("文字编码", "UTF-8")


def check_schemes(faults: Collection[str]) -> DoctorFinding:
    """Check that every scheme that ships with the program can be loaded."""
    if faults:
        return wrong("考核方案", "；".join(faults), "请按提示改正文件，或重新安装程序。")
    return sound("考核方案", "随程序提供的方案都能装入")


def check_holidays(today: date) -> DoctorFinding:
    """Check that the public holidays are known for all deadlines that may be set today."""
    unknown = list_unknown_years(today, today + HOLIDAYS_AHEAD)
    if unknown:
        advice = "国务院公布放假安排后，请升级程序（程序包 chinesecalendar）。"
        return notice("工作日历", describe_unknown_holidays(unknown).rstrip("。"), advice)
    return sound("工作日历", "放假安排已收录")


def check_clock(now: datetime, newest: datetime | None) -> DoctorFinding:
    """Check that the clock is plausible and not behind the newest audit entry (both UTC)."""
    said = f"{now:%Y-%m-%d %H:%M}（UTC）"
    if not FIRST_YEAR <= now.year <= LAST_YEAR:
        return wrong(
            "系统时间", f"{said}，年份不对", "请校准系统时间，最好开启网络或单位内部对时。"
        )
    if newest is not None and newest > now + CLOCK_TOLERANCE:
        return wrong(
            "系统时间",
            f"{said}，比最后一条操作记录（{newest:%Y-%m-%d %H:%M}）还早",
            "请校准系统时间。记录按序号排列，不会乱，但截止日期会算错。",
        )
    return sound("系统时间", said)
