"""The machine: Python, packages, memory, room for temporary files, fonts, clock."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta

from packaging.requirements import Requirement

from dashboard.command_line.doctor.finding import DoctorFinding, notice, sound, wrong
from documents.official.pdf import INSTEAD
from documents.wording import describe_unknown_holidays
from warehouse.objections.working_days import list_unknown_years

OLDEST_PYTHON = (3, 11)
LEAST_MEMORY, GOOD_MEMORY = 2 * 2**30, 4 * 2**30
"""The database alone may take 2 GB (warehouse/database/connection.py)."""
LEAST_TEMPORARY = 512 * 2**20
"""A large upload is taken apart in the folder for temporary files."""
CHINESE_FONTS = (
    "CJK", "Source Han", "YaHei", "SimSun", "SimHei", "FangSong", "PingFang", "WenQuan", "WQY",
    "宋", "黑", "Fandol", "Kai",
)  # fmt: skip
FIRST_YEAR, LAST_YEAR = 2024, 2099
HOLIDAYS_AHEAD = timedelta(days=30)
"""More than any term for an answer, with a long holiday in it."""
CLOCK_TOLERANCE = timedelta(minutes=5)


def check_python(version: tuple[int, int]) -> DoctorFinding:
    """Is Python recent enough?"""
    said = f"{version[0]}.{version[1]}"
    if version < OLDEST_PYTHON:
        return wrong("Python", f"版本 {said} 太旧", "请安装 Python 3.11 或更新的版本，再重新安装。")
    return sound("Python", said)


def check_packages(requirements: Iterable[str], installed: Mapping[str, str]) -> DoctorFinding:
    """Is each package that the product asks for there, in a version that it asks for?"""
    astray = []
    for text in requirements:
        one = Requirement(text)
        if one.marker is not None and not one.marker.evaluate():
            continue
        found = installed.get(one.name.lower().replace("_", "-"))
        if found is None:
            astray.append(f"缺 {one.name}")
        elif not one.specifier.contains(found, prereleases=True):
            astray.append(f"{one.name} 是 {found}，要求 {one.specifier}")
    if astray:
        return wrong("程序包", "；".join(astray), "请用离线安装包或 uv sync --locked 重新安装。")
    return sound("程序包", "都在，版本相符")


def check_memory(total: int | None) -> DoctorFinding:
    """Is there enough memory?"""
    if total is None:
        return sound("内存", "这个系统上看不到大小")
    said = f"{total / 2**30:.1f} GB"
    if total < LEAST_MEMORY:
        return wrong("内存", f"只有 {said}", "至少要 2 GB，建议 4 GB 以上。")
    if total < GOOD_MEMORY:
        return notice("内存", said, "导入大文件时可能不够，建议 4 GB 以上。")
    return sound("内存", said)


def check_temporary(folder: str | None, free: int) -> DoctorFinding:
    """Can files be read? Each is taken apart in a folder of its own for temporary files."""
    if folder is None:
        return wrong("临时目录", "没有可以写入的临时目录", "请用 TMPDIR 指定一个能写的目录。")
    said = f"{folder}，剩 {free // 2**20} MB"
    if free < LEAST_TEMPORARY:
        return notice("临时目录", said, "大的报表可能读不了，请清理，或用 TMPDIR 换一个目录。")
    return sound("临时目录", said)


def check_worker(can_read: bool) -> DoctorFinding:
    """Can a file be read in a process of its own?"""
    if not can_read:
        return wrong(
            "读取进程",
            "读取报表的子进程启动不了或被中止",
            "请查看日志；用 systemd 或容器运行的，检查内存、进程数和系统调用的限制。",
        )
    return sound("读取进程", "试读一份报表，正常")


def check_fonts(families: Collection[str] | None) -> DoctorFinding:
    """Is there a Chinese font for pictures and PDF?"""
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
    """Is LibreOffice there, which makes PDF?"""
    if program is None:
        return notice(
            "LibreOffice", "没有安装，不能直接导出 PDF", f"需要 PDF 时请安装；不装也可以：{INSTEAD}"
        )
    return sound("LibreOffice", program)


def check_encoding(encoding: str) -> DoctorFinding:
    """Can files have Chinese names?"""
    if encoding.lower().replace("-", "") != "utf8":
        return wrong(
            "文字编码", f"系统的文件名编码是 {encoding}", "请设 LANG=C.UTF-8 或 PYTHONUTF8=1。"
        )
    return sound("文字编码", "UTF-8")


def check_schemes(faults: Collection[str]) -> DoctorFinding:
    """Can every scheme that ships with the program be loaded?"""
    if faults:
        return wrong("考核方案", "；".join(faults), "请按提示改正文件，或重新安装程序。")
    return sound("考核方案", "随程序提供的方案都能装入")


def check_holidays(today: date) -> DoctorFinding:
    """Are the public holidays known for the days that deadlines set now may reach?"""
    unknown = list_unknown_years(today, today + HOLIDAYS_AHEAD)
    if unknown:
        advice = "国务院公布放假安排后，请升级程序（程序包 chinesecalendar）。"
        return notice("工作日历", describe_unknown_holidays(unknown).rstrip("。"), advice)
    return sound("工作日历", "放假安排已收录")


def check_clock(now: datetime, newest: datetime | None) -> DoctorFinding:
    """Is the clock plausible, and not behind what has been recorded (both UTC)?"""
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
