"""Read a scheme's bulletin template and check it against the scheme."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from documents.bulletin.board_figures import BOARD_NAMES
from documents.bulletin.figures import COMMON_NAMES
from documents.bulletin.form_figures import FORM_NAMES, list_form_names
from documents.bulletin.sentences import find_unknown
from documents.bulletin.template import (
    EVERY_PART,
    BulletinTemplate,
    SectionTemplate,
    TableTemplate,
)
from documents.template_files import KeyPath, TemplateFile, read_template
from scoring.dataset import Dataset
from scoring.scheme import Scheme

FILE = "bulletin.toml"
EVERY = "*"
"""The `assessment` of a section that is repeated for every assessment."""


def load_template(home: Path | None, scheme: Scheme) -> BulletinTemplate:
    """Return a scheme's template or the general one; TemplateError names file, line and key."""
    file = read_template(home, f"{scheme.id}/{FILE}", FILE)
    values = _repeat_sections(file.parse(), scheme)
    template = file.validate(BulletinTemplate, values)
    for key in ("title", "recipients", "opening", "closing", "issuer"):
        texts = getattr(template, key)
        _check_names(file, (key,), [texts] if isinstance(texts, str) else texts, COMMON_NAMES)
    known = {assessment.id for assessment in scheme.assessments}
    for number, section in enumerate(template.sections):
        if section.assessment in known:
            _check_section(file, scheme, section, ("section", number))
    return template


def find_missing_references(template: BulletinTemplate, scheme: Scheme) -> Iterator[str]:
    """Yield a sentence for each assessment or unit that the template names and the scheme lacks.

    These are only warnings: rosters change, and all units of a roster are printed in any case.
    """
    known = {assessment.id for assessment in scheme.assessments}
    for section in template.sections:
        if section.assessment not in known:
            yield f"方案里没有考核“{section.assessment}”，模板“{section.heading}”一节没有印出。"
            continue
        roster = {unit.name for unit in scheme.roster(section.assessment)}
        missing = [unit for _, unit in section.list_units() if unit not in roster]
        if missing:
            heading = section.heading
            yield f"模板“{heading}”列出的{'、'.join(missing)}不在名册中，没有印出。"


def list_known_names(scheme: Scheme, section: SectionTemplate) -> list[str]:
    """Return every name that a section's texts can use."""
    names = [*COMMON_NAMES, *BOARD_NAMES]
    if section.dataset:
        dataset = scheme.dataset(section.dataset)
        columns = [(column.headers[0], column.type) for column in dataset.columns]
        names += [*FORM_NAMES, *list_form_names(columns)]
    return names


def _repeat_sections(values: dict[str, Any], scheme: Scheme) -> dict[str, Any]:
    """Return the values with each section of `assessment = "*"` repeated for every assessment."""
    sections = values.get("section")
    if not isinstance(sections, list):
        return values
    repeated = []
    for section in sections:
        if isinstance(section, dict) and section.get("assessment") == EVERY:
            repeated += [
                {**section, "assessment": assessment.id} for assessment in scheme.assessments
            ]
        else:
            repeated.append(section)
    return {**values, "section": repeated}


def _check_section(
    file: TemplateFile, scheme: Scheme, section: SectionTemplate, key_path: KeyPath
) -> None:
    """Check that a section's form, names and columns exist and that no unit is listed twice."""
    datasets = [dataset.key for dataset in scheme.datasets if dataset.shape == "month_form"]
    if section.dataset is not None and section.dataset not in datasets:
        raise file.build_error(
            (*key_path, "dataset"),
            f"没有每月报表“{section.dataset}”（可选：{'、'.join(datasets) or '无'}）",
        )
    _check_units(file, section, key_path)
    _check_watched(file, scheme, section, key_path)
    names = list_known_names(scheme, section)
    _check_names(file, (*key_path, "heading"), [section.heading], names)
    for about, variants in section.sentences.items():
        _check_names(file, (*key_path, "sentences", about), [about, *variants], names)
    for number, table in enumerate(section.tables):
        _check_table(file, scheme, section, table, (*key_path, "table", number))


def _check_units(file: TemplateFile, section: SectionTemplate, key_path: KeyPath) -> None:
    seen: set[str] = set()
    for printed, unit in section.list_units():
        if unit in seen:
            raise file.build_error((*key_path, "units"), f"“{unit}”写了两次", printed)
        seen.add(unit)


def _check_watched(
    file: TemplateFile, scheme: Scheme, section: SectionTemplate, key_path: KeyPath
) -> None:
    columns = scheme.dataset(section.dataset).columns if section.dataset else ()
    allowed = [column.key for column in columns if column.type in {"tick", "filing", "count"}]
    for key, _ in section.list_watched() if section.watched else ():
        if key not in allowed:
            raise file.build_error(
                (*key_path, "watched"),
                f"没有“{key}”这一列（可选：{'、'.join(allowed) or '无'}）",
                key,
            )


def _check_table(
    file: TemplateFile,
    scheme: Scheme,
    section: SectionTemplate,
    table: TableTemplate,
    key_path: KeyPath,
) -> None:
    names = list_known_names(scheme, section)
    _check_names(file, (*key_path, "title"), [table.title], names)
    _check_names(file, (*key_path, "note"), table.note, names)
    form = scheme.dataset(section.dataset) if section.dataset else None
    for column in table.columns:
        _check_names(file, (*key_path, "columns"), column.header, names)
        allowed = _allowed_columns(scheme, section, form, column.show)
        for key in column.of:
            if key not in allowed:
                raise file.build_error(
                    (*key_path, "columns"),
                    f"“{''.join(column.header)}”取的“{key}”不存在（可选：{'、'.join(allowed)}）",
                    key,
                )


def _allowed_columns(
    scheme: Scheme, section: SectionTemplate, form: Dataset | None, show: str
) -> list[str]:
    if show == "points":
        return [EVERY_PART, *(item.id for item in scheme.assessment(section.assessment).items)]
    if show == "value":
        ledgers = [dataset for dataset in scheme.datasets if dataset.shape == "dated_ledger"]
        return list(dict.fromkeys(column.key for ledger in ledgers for column in ledger.columns))
    return [column.key for column in form.columns] if form else []


def _check_names(
    file: TemplateFile, key_path: KeyPath, texts: Sequence[str], known: Sequence[str]
) -> None:
    for name in find_unknown(texts, known):
        raise file.build_error(
            key_path, f"没有“{{{name}}}”这个名称（可用：{'、'.join(known)}）", f"{{{name}}}"
        )
