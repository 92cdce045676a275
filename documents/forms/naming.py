"""Name a form: its title, sheet and file."""

from __future__ import annotations

from documents.forms.layout import FormLayout
from documents.wording import format_month
from documents.workbooks import UNFIT, fit_sheet_name
from scoring.dataset import Dataset
from scoring.scheme import Scheme

QUARTER = 3
"""The months of a quarter."""
QUARTERS = {3: "一", 6: "二", 9: "三", 12: "四"}


def write_title(dataset: Dataset, layout: FormLayout, month: str) -> str:
    """Return a form's title with its month or quarter, in the notice's own words if it has any."""
    if layout.title is None:
        return f"{dataset.title}（{format_period(dataset, month)}）"
    year, number = int(month[:4]), int(month[5:])
    return layout.title.format(year=year, month=number, quarter=QUARTERS.get(number, ""))


def format_period(dataset: Dataset, month: str) -> str:
    """Return the month of a form, or the quarter that the month ends.

    A quarter of a year that begins in February, say, is no quarter of the calendar: 2月至4月.
    """
    if dataset.shape != "quarter":
        return format_month(month)
    year, number = int(month[:4]), int(month[5:])
    if number in QUARTERS:
        return f"{year}年第{QUARTERS[number]}季度"
    first_year, first = divmod(12 * year + number - QUARTER, 12)
    years = "" if first_year == year else f"{year}年"
    return f"{first_year}年{first + 1}月至{years}{number}月"


def name_annex(dataset: Dataset) -> str:
    """Return the annex printed above the title (附件1, 附表2), or ''."""
    return dataset.annex if dataset.annex.startswith("附") else ""


def name_sheet(dataset: Dataset) -> str:
    """Return the name of a form's sheet, in the form that Excel allows."""
    return fit_sheet_name(dataset.title)


def name_file(dataset: Dataset, month: str) -> str:
    """Return a form's file name: 附件1 优化营商环境工作推进情况（2021年5月）.xlsx."""
    name = f"{name_annex(dataset)} {dataset.title}（{format_period(dataset, month)}）.xlsx"
    return UNFIT.sub(" ", name).strip()


def name_packet(scheme: Scheme, month: str) -> str:
    """Return the file name of all forms of a month: 绛县2021年5月空白表.zip."""
    return UNFIT.sub(" ", f"{scheme.region}{format_month(month)}空白表.zip")
