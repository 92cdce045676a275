"""The order in which the demo year's files are landed, and the manifest that states it."""

from tests.repository import ROOT

from . import (
    jiangxian_hotline,
    jiangxian_licence,
    jiangxian_progress,
    jiangxian_supervision,
    jiangxian_village,
    qianyang_forms,
    qianyang_ledgers,
)
from .form import DemoFile

DEMO_FOLDER = ROOT / "seed" / "demo"
REPORTED_UNTIL = {"jiangxian-2021": "2021-11", "qianyang-2022": "2022-11"}
INSPECTION_MONTHS = (6, 11)
# June's 附件1 was sent again while July's was coming in.
CORRECTION_ARRIVES = 7
FIRST_AWARDS = (1, 2, 3)

MANIFEST_HEAD = """\
# The demo year, in the order in which its files are landed.
# Written by tests/demo_year; do not edit by hand.
"""


def jiangxian_files(month: int) -> list[DemoFile]:
    """Return the files that 绛县 landed for a month, the correction after July's own form."""
    files = [jiangxian_progress.progress_file(month)]
    if month == CORRECTION_ARRIVES:
        files.append(jiangxian_progress.corrected_file())
    files.append(jiangxian_supervision.supervision_file(month))
    if month in jiangxian_licence.MONTHS:
        files.append(jiangxian_licence.licence_file(month))
    files.append(jiangxian_hotline.hotline_file(month))
    files.append(jiangxian_village.village_file(month))
    if month in INSPECTION_MONTHS:
        files.append(jiangxian_progress.inspection_file(month))
        files.append(jiangxian_licence.inspection_file(month))
        files.append(jiangxian_hotline.inspection_file(month))
        files.append(jiangxian_village.inspection_file(month))
    return files


def qianyang_files(month: int) -> list[DemoFile]:
    """Return the files that 千阳 landed for a month; the first three months' awards in one."""
    files = []
    vetoes = qianyang_ledgers.veto_file(month)
    if vetoes is not None:
        files.append(vetoes)
    files.append(qianyang_ledgers.deduction_file(month))
    if month > FIRST_AWARDS[-1]:
        files.append(qianyang_ledgers.award_file((month,)))
    elif month == FIRST_AWARDS[-1]:
        files.append(qianyang_ledgers.award_file(FIRST_AWARDS))
    if month in qianyang_forms.QUARTERS:
        files.append(qianyang_forms.information_file(month))
    if month == INSPECTION_MONTHS[-1]:
        files.append(qianyang_forms.assessment_file(month))
    return files


def demo_files() -> list[DemoFile]:
    """Return every file of the demo year in landing order."""
    jiangxian = [file for month in range(1, 12) for file in jiangxian_files(month)]
    return jiangxian + [file for month in range(1, 12) for file in qianyang_files(month)]


def write_manifest(files: list[DemoFile]) -> str:
    """Return the text of manifest.toml for these files."""
    lines = [MANIFEST_HEAD, "[reported_until]"]
    lines += [f'{scheme} = "{month}"' for scheme, month in REPORTED_UNTIL.items()]
    for file in files:
        lines += ["", "[[file]]", f'scheme = "{file.scheme}"', f'path = "{file.path}"']
        lines.append(f'dataset = "{file.dataset}"')
        if len(file.months) == 1:
            lines.append(f'month = "{file.months[0]}"')
        else:
            lines.append("months = [" + ", ".join(f'"{month}"' for month in file.months) + "]")
        if file.reason is not None:
            lines.append(f'reason = "{file.reason}"')
    return "\n".join(lines) + "\n"
