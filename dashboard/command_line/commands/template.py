"""`kaohe template`: write the blank form of a dataset and month, or all forms of a month."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence

from dashboard.command_line.console import Console
from dashboard.command_line.option_values import list_options
from dashboard.command_line.output import to_json
from documents.forms.issuing import issue_form, issue_month, list_months
from scoring.scheme import Scheme
from warehouse.faults import WrongCall
from warehouse.schemes.schemes import read_scheme, read_schemes
from warehouse.store import Store
from warehouse.views.file_release import note_export

ALL_FORMS = "all"
"""The value in place of a dataset that means all forms of a month."""


def run(store: Store, arguments: Namespace, console: Console) -> int:
    """Write a blank form, or a zip of a month's forms, to the caller's file."""
    is_packet = arguments.dataset == ALL_FORMS
    suffix = ".zip" if is_packet else ".xlsx"
    if not arguments.output.lower().endswith(suffix):
        raise WrongCall(f"文件名应以 {suffix} 结尾：{arguments.output}")
    store.require("export")
    scheme = _find_scheme(store, arguments)
    if is_packet:
        file = issue_month(store, scheme, arguments.month)
    else:
        file = issue_form(store, scheme, arguments.dataset, arguments.month)
    note_export(store, file.name, list_options(arguments))
    console.write_file(arguments.output, file.content)
    if arguments.format == "json":
        console.write(to_json({"file": arguments.output, "scheme": scheme.id, "name": file.name}))
    else:
        console.print_message(f"已写到 {arguments.output}（发出时可用的文件名：{file.name}）")
    return 0


def _find_scheme(store: Store, arguments: Namespace) -> Scheme:
    """Return the scheme that `--scheme` names, else the only one with that form, or WrongCall."""
    with store.reader() as cursor:
        if arguments.scheme:
            return read_scheme(cursor, arguments.scheme)
        schemes = read_schemes(cursor)
    if arguments.dataset == ALL_FORMS:
        return _only(schemes, "一个月的全部报表")
    matching = [
        scheme
        for scheme in schemes
        if arguments.dataset in {dataset.key for dataset in scheme.datasets}
    ]
    if not matching:
        known = "、".join(dataset.key for scheme in schemes for dataset in scheme.datasets)
        raise WrongCall(f"没有数据表“{arguments.dataset}”（可选：{known}）。")
    same_year = [
        scheme
        for scheme in matching
        if arguments.month in list_months(scheme, scheme.dataset(arguments.dataset))
    ]
    return _only(same_year or matching, f"数据表“{arguments.dataset}”")


def _only(schemes: Sequence[Scheme], what: str) -> Scheme:
    if len(schemes) != 1:
        known = "、".join(scheme.id for scheme in schemes) or "无，请先运行 kaohe init"
        raise WrongCall(f"{what}：请用 --scheme 指定考核方案（可选：{known}）。")
    return schemes[0]
