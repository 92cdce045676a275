"""Issue blank forms: one dataset and month as a workbook, or all forms of a month as a zip."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from documents.forms.form_workbook import draw_form
from documents.forms.naming import name_file, name_packet
from documents.forms.plan import plan_form
from scoring.dataset import Dataset
from scoring.scheme import Scheme
from scoring.year import LENGTH
from warehouse.faults import WrongCall
from warehouse.importing.form_identity import sign_form
from warehouse.store import Store
from warehouse.views.forms_due import QUARTER_ENDS


class IssuedFile(NamedTuple):
    """A file to send out, with the office's file name."""

    name: str
    content: bytes


def issue_form(store: Store, scheme: Scheme, key: str, month: str) -> IssuedFile:
    """Return the blank form of a dataset and month.

    WrongCall for an unknown dataset, a month outside the scheme's year or inside a quarter. A form
    of which the year before is read is there for the months of that year, too.
    """
    dataset = find_dataset(scheme, key)
    check_month(scheme, month, dataset)
    if not is_due(scheme, dataset, month):
        ends = "、".join(scheme.calendar.write(number) for number in QUARTER_ENDS)
        raise WrongCall(f"“{dataset.title}”按季度报送，月份应为 {ends}，不是 {month}。")
    return _draw(store, scheme, dataset, month)


def issue_month(store: Store, scheme: Scheme, month: str) -> IssuedFile:
    """Return all forms that are due in a month, as one zip."""
    check_month(scheme, month)
    files = [_draw(store, scheme, dataset, month) for dataset in list_month(scheme, month)]
    return IssuedFile(name_packet(scheme, month), _pack(files, _first_day(month)))


def list_month(scheme: Scheme, month: str) -> list[Dataset]:
    """Return the forms that are due in a month of the scheme's year.

    Check sheets are left out, because the office decides in which month it inspects.
    """
    return [
        dataset
        for dataset in scheme.datasets
        if dataset.shape != "inspection" and is_due(scheme, dataset, month)
    ]


def is_due(scheme: Scheme, dataset: Dataset, month: str) -> bool:
    """Return whether a form exists for a month; a quarterly one only for the quarter's last."""
    number = scheme.calendar.read(month)
    return dataset.shape != "quarter" or (number - 1) % LENGTH + 1 in QUARTER_ENDS


def find_dataset(scheme: Scheme, key: str) -> Dataset:
    """Return a dataset of a scheme; WrongCall lists the known ones."""
    try:
        return scheme.dataset(key)
    except KeyError:
        known = "、".join(dataset.key for dataset in scheme.datasets)
        raise WrongCall(f"{scheme.short_title}没有数据表“{key}”（可选：{known}）。") from None


def check_month(scheme: Scheme, month: str, dataset: Dataset | None = None) -> None:
    """Check that a month is in the scheme's year; WrongCall states the allowed range."""
    months = list_months(scheme, dataset)
    if month not in months:
        whose = f"{scheme.short_title}的月份"
        if dataset and dataset.key in scheme.last_forms:
            whose = f"“{dataset.title}”（也收上一年度的）的月份"
        raise WrongCall(f"{whose}应为 {months[0]} 到 {months[-1]}，不是 {month}。")


def list_months(scheme: Scheme, dataset: Dataset | None = None) -> list[str]:
    """Return the months of the year, and those of the year before where the form is read of it."""
    is_before = dataset is not None and dataset.key in scheme.last_forms
    first = 1 - LENGTH if is_before else 1
    return [scheme.calendar.write(number) for number in range(first, LENGTH + 1)]


def _draw(store: Store, scheme: Scheme, dataset: Dataset, month: str) -> IssuedFile:
    identity = sign_form(store.home, scheme.id, dataset.key, month)
    content = draw_form(plan_form(scheme, dataset, month), identity, _first_day(month))
    return IssuedFile(name_file(dataset, month), content)


def _first_day(month: str) -> datetime:
    """Return the creation date to write into files, so that the same form gives the same bytes."""
    return datetime(int(month[:4]), int(month[5:]), 1)


def _pack(files: Iterable[IssuedFile], created: datetime) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packet:
        for file in files:
            entry = zipfile.ZipInfo(file.name, created.timetuple()[:6])
            packet.writestr(entry, file.content, zipfile.ZIP_STORED)
    return buffer.getvalue()
