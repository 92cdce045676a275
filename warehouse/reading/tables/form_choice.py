"""Choose the form of a table if its columns fit several, or if the user named one."""

from __future__ import annotations

from warehouse.reading.findings import Report
from warehouse.reading.tables.header_columns import FormCandidate, read_band
from warehouse.reading.tables.header_paths import find_labels
from warehouse.reading.tables.header_search import Header
from warehouse.reading.tables.issued_forms import find_issued
from warehouse.reading.tables.table_blocks import Block
from warehouse.reading.words.folding import fold_label


def choose_form(block: Block, report: Report) -> bool:
    """Set the form of a block; return False if it stays open or is not the one the user named."""
    forms = block.forms
    chosen = report.request.dataset or report.answer("dataset_unclear")
    if chosen:
        forms = [form for form in forms if form.dataset.key == chosen] or forms
        if forms[0].dataset.key != chosen:
            _report_other_form(block, chosen, report)
            return False
    if len(forms) > 1:
        forms = _narrow(block, forms)
    if len(forms) > 1:
        options = tuple(dict.fromkeys(form.dataset.key for form in forms))
        titles = "、".join(f"“{form.dataset.title}”" for form in forms)
        report.add(
            "question",
            "dataset_unclear",
            f"看表头，本表可能是{titles}。请选择是哪一个。",
            sheet=block.sheet.name,
            row=block.header.top,
            options=options,
        )
        return False
    _switch_form(block, forms[0])
    return True


def _switch_form(block: Block, form: FormCandidate) -> None:
    """Read the block's header again with the vocabulary of another form."""
    if form is block.form:
        return
    top, bottom = block.header.top, block.header.bottom
    band = find_labels(block.sheet, top, bottom)
    header = Header(form, top, bottom, read_band(block.sheet, band, form))
    position = block.header.groups.index(block.group)
    if position < len(header.groups):
        block.header, block.group = header, header.groups[position]
        block.read_again()


def _narrow(block: Block, forms: list[FormCandidate]) -> list[FormCandidate]:
    """Narrow forms with equal columns by the title, then the year, then the roster.

    The identity of an issued form comes before all of these, unless the title contradicts it.
    """
    heading = fold_label("".join(block.titles) + block.sheet.name)
    years = {witness.year for witness in block.witnesses if witness.year}
    names = block.names
    scores = {
        id(form): (
            any(
                fold_label(title) in heading for title in (form.dataset.title, *form.dataset.titles)
            ),
            not years.isdisjoint(form.scheme.calendar.years),
            sum(form.roster.knows(name) for name in names),
        )
        for form in forms
    }
    best = max(scores.values())
    likely = [form for form in forms if scores[id(form)] == best]
    issued = find_issued(forms, block.identity)
    if issued is None:
        return likely
    is_contradicted = best[0] and not scores[id(issued)][0]
    return [issued, *likely] if is_contradicted else [issued]


def _report_other_form(block: Block, chosen: str, report: Report) -> None:
    dataset = block.form.dataset
    report.add(
        "error",
        "other_dataset",
        f"指定的数据集是 {chosen}，而本表的表头是“{dataset.title}”（{dataset.key}）的。",
        sheet=block.sheet.name,
        row=block.header.top,
        found=dataset.key,
    )
