"""Read and check a scheme's folder: scheme.toml, datasets.toml and units.csv."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from scoring.scheme import Scheme
from scoring.scheme_checks import find_scheme_errors
from warehouse.database.sql import reserved_words
from warehouse.faults import SchemeError
from warehouse.schemes.scheme_words import find_word_errors

LIST_MARK = ";"
"""Separates several values in one cell of units.csv."""

STORE_COLUMNS = {
    "as_of", "batch_id", "month", "month_bit", "month_number", "row_number", "unit", "unit_id",
}  # fmt: skip
"""Column names that the store and the reader add to those of a form."""

ROSTER_COLUMNS = ("unit", "kind", "assessments", "name_in_notice", "aliases")


def list_shipped_folders() -> list[Traversable]:
    """Return the folders of the schemes that ship with the product, sorted by id."""
    root = files("seed").joinpath("schemes")
    folders = sorted(
        (folder for folder in root.iterdir() if folder.is_dir()), key=lambda folder: folder.name
    )
    return [folder for folder in folders if not folder.name.startswith("_")]


def load_shipped_schemes() -> list[Scheme]:
    """Return the schemes that ship with the product; SchemeError if one is broken."""
    return [load_scheme(folder) for folder in list_shipped_folders()]


def find_shipped_faults() -> list[str]:
    """Return a message for each shipped scheme that cannot be loaded."""
    faults = []
    for folder in list_shipped_folders():
        try:
            load_scheme(folder)
        except SchemeError as fault:
            faults.append(str(fault))
    return faults


def load_scheme(folder: Path | Traversable) -> Scheme:
    """Return the scheme of a folder; SchemeError names the file, the key and the allowed values."""
    notice = _read_toml(folder, "scheme.toml")
    datasets = _read_toml(folder, "datasets.toml")
    attributes = [attribute.get("key", "") for attribute in notice.get("attribute", [])]
    units = _read_units(folder, attributes)
    document = {**notice, "dataset": datasets.pop("dataset", []), "unit": units}
    if datasets:
        raise SchemeError(f"{folder}/datasets.toml: unknown key {sorted(datasets)[0]!r}")
    try:
        scheme = Scheme.model_validate(document)
    except ValidationError as error:
        raise SchemeError("\n".join(_describe_errors(folder, document, error))) from None
    problems = [
        *find_scheme_errors(scheme),
        *_find_reserved_keys(scheme),
        *find_word_errors(scheme),
    ]
    if problems:
        raise SchemeError("\n".join(f"{folder}/{problem}" for problem in problems))
    return scheme


def _find_reserved_keys(scheme: Scheme) -> Iterator[str]:
    """Yield keys that cannot name a column or table: DuckDB's reserved words, and the store's."""
    for dataset in scheme.datasets:
        place = f"datasets.toml, dataset {dataset.key}"
        if dataset.key in reserved_words():
            yield f"{place}: {dataset.key!r} is a reserved word (allowed: any other)"
        for column in dataset.columns:
            if column.key in reserved_words() | STORE_COLUMNS:
                yield f"{place}, column {column.key}: a reserved word (allowed: any other)"


def _read_toml(folder: Path | Traversable, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(folder.joinpath(name).read_text("utf-8"))
    except FileNotFoundError:
        raise SchemeError(f"{folder}/{name}: the file is missing") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SchemeError(f"{folder}/{name}: not valid TOML: {error}") from None


def _read_units(folder: Path | Traversable, attributes: Sequence[str]) -> list[dict[str, Any]]:
    try:
        text = folder.joinpath("units.csv").read_text("utf-8-sig")
    except FileNotFoundError:
        raise SchemeError(f"{folder}/units.csv: the file is missing") from None
    except UnicodeDecodeError:
        raise SchemeError(f"{folder}/units.csv: not UTF-8 (save it as 'CSV UTF-8')") from None
    reader = csv.DictReader(text.splitlines())
    wanted = {*ROSTER_COLUMNS, *attributes}
    if wrong := wanted ^ set(reader.fieldnames or ()):
        raise SchemeError(
            f"{folder}/units.csv: column {sorted(wrong)[0]!r} is missing or unknown "
            f"(allowed: {', '.join(sorted(wanted))})"
        )
    units = []
    for row in reader:
        if None in row or None in row.values():
            raise SchemeError(
                f"{folder}/units.csv, line {reader.line_num}: the header has {len(wanted)} columns"
            )
        units.append(_to_unit(row, attributes))
    return units


def _to_unit(row: Mapping[str, str], attributes: Sequence[str]) -> dict[str, Any]:
    printed = (item.split("=", 1) for item in _split(row["name_in_notice"]))
    return {
        "name": row["unit"],
        "kind": row["kind"],
        "assessments": _split(row["assessments"]),
        "printed_names": {pair[0]: pair[-1] for pair in printed},
        "aliases": _split(row["aliases"]),
        "attributes": {key: row[key] for key in attributes if row[key]},
    }


def _split(cell: str | None) -> list[str]:
    return [part.strip() for part in (cell or "").split(LIST_MARK) if part.strip()]


def _describe_errors(
    folder: Path | Traversable, document: dict[str, Any], error: ValidationError
) -> Iterator[str]:
    for one in error.errors():
        place = list(_format_place(document, one["loc"]))
        file = {"dataset": "datasets.toml", "unit": "units.csv"}.get(
            str(one["loc"][0]) if one["loc"] else "", "scheme.toml"
        )
        what = one["msg"].removeprefix("Value error, ")
        if one["type"] == "extra_forbidden":
            what = "unknown key"
        where = ", ".join([f"{folder}/{file}", *place])
        yield f"{where}: {what}"


def _format_place(document: Any, location: Sequence[int | str]) -> Iterator[str]:
    """Yield the steps to a value, with list items by their id, key or name: `indicator 2.4`."""
    here: Any = document
    label = ""
    for step in location:
        if isinstance(step, int) and isinstance(here, Sequence) and step < len(here):
            here = here[step]
            name = next((here[k] for k in ("id", "key", "name") if _has(here, k)), step + 1)
            yield f"{label} {name}"
            label = ""
            continue
        if label:
            yield label
        label = str(step)
        here = here.get(step) if isinstance(here, Mapping) else None
    if label:
        yield label


def _has(value: Any, key: str) -> bool:
    return isinstance(value, Mapping) and key in value
