"""A scheme's bulletin template, read and checked against the scheme it is for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from documents.bulletin.board_figures import BOARD_NAMES
from documents.bulletin.figures import COMMON_NAMES
from documents.bulletin.form_figures import FORM_NAMES, list_form_names
from documents.bulletin.sentences import find_unknown
from documents.bulletin.template import BulletinTemplate, SectionTemplate, TableTemplate
from documents.template_files import Place, TemplateFile, read_template
from scoring.dataset import Dataset
from scoring.scheme import Scheme

FILE = "bulletin.toml"
EVERY = "*"
"""The assessment of a section that is meant for each of them."""


def load_template(home: Path | None, scheme: Scheme) -> BulletinTemplate:
    """Return a scheme's template, else the general one; TemplateError names file, line and key."""
    file = read_template(home, f"{scheme.id}/{FILE}", FILE)
    values = _spread(file.parse(), scheme)
    template = file.validate(BulletinTemplate, values)
    for key in ("title", "recipients", "opening", "closing", "issuer"):
        texts = getattr(template, key)
        _check_names(file, (key,), [texts] if isinstance(texts, str) else texts, COMMON_NAMES)
    known = {one.id for one in scheme.assessments}
    for number, section in enumerate(template.sections):
        if section.assessment in known:
            _check_section(file, scheme, section, ("section", number))
    return template


def find_strangers(template: BulletinTemplate, scheme: Scheme) -> Iterator[str]:
    """Yield a sentence for what the template names and the scheme does not have.

    No fault: schemes and rosters change, and whoever is on a roster is printed in any case.
    """
    known = {one.id for one in scheme.assessments}
    for section in template.sections:
        if section.assessment not in known:
            yield f"方案里没有考核“{section.assessment}”，模板“{section.heading}”一节没有印出。"
            continue
        roster = {one.name for one in scheme.roster(section.assessment)}
        strangers = [unit for _, unit in section.list_units() if unit not in roster]
        if strangers:
            heading = section.heading
            yield f"模板“{heading}”列出的{'、'.join(strangers)}不在名册中，没有印出。"


def known_names(scheme: Scheme, section: SectionTemplate) -> list[str]:
    """Return every name that a section's texts can use."""
    names = [*COMMON_NAMES, *BOARD_NAMES]
    if section.dataset:
        dataset = scheme.dataset(section.dataset)
        columns = [(column.headers[0], column.type) for column in dataset.columns]
        names += [*FORM_NAMES, *list_form_names(columns)]
    return names


def _spread(values: dict[str, Any], scheme: Scheme) -> dict[str, Any]:
    """Repeat a section that is meant for every assessment."""
    sections = values.get("section")
    if not isinstance(sections, list):
        return values
    spread = []
    for section in sections:
        if isinstance(section, dict) and section.get("assessment") == EVERY:
            spread += [{**section, "assessment": one.id} for one in scheme.assessments]
        else:
            spread.append(section)
    return {**values, "section": spread}


def _check_section(
    file: TemplateFile, scheme: Scheme, section: SectionTemplate, place: Place
) -> None:
    """Check that what a section names is there: form, names, columns; no unit twice."""
    datasets = [one.key for one in scheme.datasets if one.shape == "month_form"]
    if section.dataset is not None and section.dataset not in datasets:
        raise file.complain(
            (*place, "dataset"),
            f"没有每月报表“{section.dataset}”（可选：{'、'.join(datasets) or '无'}）",
        )
    _check_units(file, section, place)
    _check_watched(file, scheme, section, place)
    names = known_names(scheme, section)
    _check_names(file, (*place, "heading"), [section.heading], names)
    for about, variants in section.sentences.items():
        _check_names(file, (*place, "sentences", about), variants, names)
    for number, table in enumerate(section.tables):
        _check_table(file, scheme, section, table, (*place, "table", number))


def _check_units(file: TemplateFile, section: SectionTemplate, place: Place) -> None:
    seen: set[str] = set()
    for printed, unit in section.list_units():
        if unit in seen:
            raise file.complain((*place, "units"), f"“{unit}”写了两次", printed)
        seen.add(unit)


def _check_watched(
    file: TemplateFile, scheme: Scheme, section: SectionTemplate, place: Place
) -> None:
    columns = scheme.dataset(section.dataset).columns if section.dataset else ()
    allowed = [one.key for one in columns if one.type in {"tick", "filing", "count"}]
    for one, _ in section.list_watched() if section.watched else ():
        if one not in allowed:
            raise file.complain(
                (*place, "watched"), f"没有“{one}”这一列（可选：{'、'.join(allowed) or '无'}）", one
            )


def _check_table(
    file: TemplateFile, scheme: Scheme, section: SectionTemplate, table: TableTemplate, place: Place
) -> None:
    names = known_names(scheme, section)
    _check_names(file, (*place, "title"), [table.title], names)
    _check_names(file, (*place, "note"), [table.note], names)
    form = scheme.dataset(section.dataset) if section.dataset else None
    for column in table.columns:
        allowed = _allowed_columns(scheme, section, form, column.show)
        for one in column.of:
            if one not in allowed:
                raise file.complain(
                    (*place, "columns"),
                    f"“{''.join(column.header)}”取的“{one}”不存在（可选：{'、'.join(allowed)}）",
                    one,
                )


def _allowed_columns(
    scheme: Scheme, section: SectionTemplate, form: Dataset | None, show: str
) -> list[str]:
    if show == "points":
        items = scheme.assessment(section.assessment).indicators
        return [one.id for one in items if one.part != "veto"]
    if show == "value":
        ledgers = [one for one in scheme.datasets if one.shape == "dated_ledger"]
        return list(dict.fromkeys(column.key for one in ledgers for column in one.columns))
    return [column.key for column in form.columns] if form else []


def _check_names(
    file: TemplateFile, place: Place, texts: Sequence[str], known: Sequence[str]
) -> None:
    for name in find_unknown(texts, known):
        raise file.complain(
            place, f"没有“{{{name}}}”这个名称（可用：{'、'.join(known)}）", f"{{{name}}}"
        )
