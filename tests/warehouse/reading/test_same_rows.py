"""The same figures give the same rows, in any layout and spelling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.warehouse.reading.schemes import read_bytes, shipped_forms
from tests.warehouse.reading.workbooks import JX1, Grid, make_csv, make_xlsx
from warehouse.reading.contract import Reading

ROSTER = [u for u in shipped_forms()["jiangxian-2021"].units if "1" in u.assessments]
KEYS = ("ledger_filed", "column_posts", "publicity_posts", "trainings")
HEADER = dict(zip(("unit", *KEYS), JX1[0], strict=True))
TICKS = {
    "yes": ["√", "✓", "✔", "☑", "是", "已报送", " √ ", "Ｖ", "完 成"],
    "no": ["×", "✗", "否", "未报", "X", "ｎ"],
    None: ["", "—", "/", "－", "　"],
}
COUNTERS = ["", "条", "次", " 篇", "（条）", ".0"]
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
TITLES = [
    "2021年5月份优化营商环境工作推进情况",
    "二〇二一年五月 优化营商环境工作推进情况",
    "2021-05",
]


@dataclass(frozen=True)
class Layout:
    """One layout and spelling of the same figures."""

    units: tuple[int, ...]
    keys: tuple[str, ...]
    shift: tuple[int, int]
    title: str
    footer: bool
    container: str
    seeds: tuple[int, ...]


def pick(options: list[str], seed: int) -> str:
    return options[seed % len(options)]


def write_count(value: str | None, seed: int) -> str:
    if value is None:
        return pick(TICKS[None], seed)
    forms = [value + counter for counter in COUNTERS]
    forms += [value.translate(FULL_WIDTH), f"√{value}", f"√（{value}条）"]
    forms += {"0": ["×", "无"], "1": ["√", "一条"], "2": ["两条", "二"]}.get(value, [])
    return pick(forms, seed)


def write_header(key: str, seed: int) -> str:
    header = HEADER[key]
    middle = len(header) // 2
    forms = [header, f"{header[:middle]}\n{header[middle:]}", " ".join(header), f" {header}　"]
    forms += [key, header + ("（条）" if key != "unit" else "")]
    return pick(forms, seed)


def write_unit(index: int, seed: int) -> str:
    unit = ROSTER[index]
    names = [unit.name, *unit.aliases, *unit.printed_names.values()]
    return pick([*names, " ".join(unit.name), f"{unit.name}\n"], seed)


def lay_out(figures: dict[int, dict[str, str | None]], layout: Layout) -> bytes:
    down, right = layout.shift
    seeds = iter(layout.seeds * 40)
    columns = list(layout.keys)
    rows: Grid = [[write_header(key, next(seeds)) for key in columns]]
    for index in layout.units:
        cells = []
        for key in columns:
            if key == "unit":
                cells.append(write_unit(index, next(seeds)))
            elif key == "ledger_filed":
                cells.append(pick(TICKS[figures[index][key]], next(seeds)))
            else:
                cells.append(write_count(figures[index][key], next(seeds)))
        rows.append(cells)
    if layout.footer:
        rows += [[""] * len(columns), ["注：已完成工作任务的打“√”"]]
    grid = [[""]] * down + [[""] * right + row for row in [[layout.title], *rows]]
    if layout.container == "xlsx":
        return make_xlsx([{"grid": grid}])
    return make_csv(grid, layout.container)


def by_unit(reading: Reading) -> dict[str, dict[str, str | None]]:
    assert [f for f in reading.findings if f.severity != "warning"] == []
    (table,) = reading.tables
    assert (table.dataset, table.month) == ("jx1_progress", "2021-05")
    return {row.unit: row.values for row in table.rows}


figures_of_a_month = st.dictionaries(
    st.integers(0, len(ROSTER) - 1),
    st.fixed_dictionaries(
        {
            "ledger_filed": st.sampled_from(["yes", "no", None]),
            **{
                key: st.one_of(st.none(), st.integers(0, 40).map(str))
                for key in KEYS
                if key != "ledger_filed"
            },
        }
    ),
    min_size=1,
    max_size=8,
).filter(lambda figures: any(v is not None for row in figures.values() for v in row.values()))


@st.composite
def laid_out(draw: st.DrawFn) -> tuple[dict[int, dict[str, str | None]], Layout]:
    figures = draw(figures_of_a_month)
    return figures, Layout(
        units=tuple(draw(st.permutations(sorted(figures)))),
        keys=tuple(draw(st.permutations(["unit", *KEYS]))),
        shift=(draw(st.integers(0, 3)), draw(st.integers(0, 3))),
        title=draw(st.sampled_from(TITLES)),
        footer=draw(st.booleans()),
        container=draw(st.sampled_from(["xlsx", "utf-8", "gb18030", "utf-16"])),
        seeds=tuple(draw(st.lists(st.integers(0, 1000), min_size=20, max_size=20))),
    )


@examples(150)
@given(laid_out())
def test_shuffled_aliased_and_reformatted_figures_give_the_same_rows(
    case: tuple[dict[int, dict[str, str | None]], Layout],
) -> None:
    figures, layout = case
    reading = read_bytes(lay_out(figures, layout), "表", "jiangxian-2021")
    wanted: dict[str, Any] = {ROSTER[index].name: values for index, values in figures.items()}
    assert by_unit(reading) == wanted


@examples(150)
@given(st.lists(st.lists(st.text(max_size=12), max_size=6), max_size=8), st.booleans())
def test_no_grid_of_any_text_raises(grid: Grid, with_header: bool) -> None:
    rows = [*([["2021年5月"], *JX1] if with_header else []), *grid]
    content = make_csv(rows, "utf-16")
    reading = read_bytes(content, "表.csv", "jiangxian-2021")
    assert reading.findings


@examples(150)
@given(st.binary(max_size=400), st.integers(0, 100), st.booleans())
def test_no_bytes_raise(noise: bytes, at: int, is_workbook: bool) -> None:
    content = make_xlsx([{"grid": JX1}]) if is_workbook else make_csv(JX1)
    cut = len(content) * at // 100
    reading = read_bytes(content[:cut] + noise + content[cut + len(noise) :], "表.xlsx")
    assert reading.findings
