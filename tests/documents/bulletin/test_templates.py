"""Templates: the office's own win, errors name file, line and key, and all shipped ones load."""

from __future__ import annotations

import io
import tomllib
from importlib.resources import files
from pathlib import Path

import docx
import pytest

from documents.bulletin.preparing import prepare_bulletin
from documents.bulletin.sentences import list_names
from documents.bulletin.templates import find_missing_references, list_known_names, load_template
from documents.official.page_files import load_base, load_page
from documents.results.result_template import load_result_template
from documents.template_files import TemplateError
from scoring.scheme import Scheme
from tests.repository import SCHEMES
from warehouse.home.opening import open_store
from warehouse.results.scheme_changes import install_schemes
from warehouse.results.scores import ScoreQuery
from warehouse.schemes.scheme_files import load_scheme, load_shipped_schemes
from warehouse.store import Store

CASES = tomllib.loads(
    (Path(__file__).parent / "cases" / "broken_templates.toml").read_text("utf-8")
)["case"]
QIANYANG = "qianyang-2022"
SHIPPED = files("seed").joinpath("templates")
INVENTED = SCHEMES / "invented-2023"


@pytest.fixture(scope="module")
def schemes() -> dict[str, Scheme]:
    return {scheme.id: scheme for scheme in load_shipped_schemes()}


def write(home: Path, name: str, text: str, *, encoding: str = "utf-8") -> None:
    path = home / "templates" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))


@pytest.mark.parametrize("scheme", ["jiangxian-2021", QIANYANG])
def test_every_shipped_template_loads_and_knows_its_roster(
    schemes: dict[str, Scheme], scheme: str
) -> None:
    template = load_template(None, schemes[scheme])
    assert not list(find_missing_references(template, schemes[scheme]))
    load_page(None, scheme)
    load_result_template(None, schemes[scheme])


@pytest.mark.parametrize("scheme", ["jiangxian-2021", QIANYANG])
def test_the_last_variant_of_every_sentence_can_always_be_filled(
    schemes: dict[str, Scheme], scheme: str
) -> None:
    always = {"年", "月", "考核", "单位数", "加分计入单位数", "扣分单位数", "填报单位数"}
    for section in load_template(None, schemes[scheme]).sections:
        for variants in section.sentences.values():
            assert set(list_names(variants[-1])) <= always


def test_a_scheme_without_a_template_gets_the_general_one() -> None:
    scheme = load_scheme(INVENTED)
    template = load_template(None, scheme)
    assert [section.assessment for section in template.sections] == [
        assessment.id for assessment in scheme.assessments
    ]


def test_a_scheme_that_a_county_brings_has_a_bulletin_before_its_first_file(tmp_path: Path) -> None:
    scheme = load_scheme(INVENTED)
    store = open_store(tmp_path / "home", create=True)
    install_schemes(store, [scheme])
    prepared = prepare_bulletin(store, ScoreQuery(scheme.id, f"{scheme.year}-06"))
    assert prepared.warnings == ("暂无导入数据，通报附表为空。",)
    assert [table.title for table in prepared.draft.tables] == [
        "2023年6月日常工作得分情况", "截至2023年6月日常工作各部分得分",
        "2023年6月重点工作得分情况", "截至2023年6月重点工作各部分得分", "否决情况",
    ]  # fmt: skip
    assert prepared.draw().startswith(b"PK")
    store.close()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["what"])
def test_a_wrong_template_is_named_by_file_line_and_key(
    case: dict[str, str], schemes: dict[str, Scheme], tmp_path: Path
) -> None:
    text = SHIPPED.joinpath(QIANYANG, "bulletin.toml").read_text("utf-8")
    assert case["find"] in text
    write(tmp_path, f"{QIANYANG}/bulletin.toml", text.replace(case["find"], case["put"], 1))
    with pytest.raises(TemplateError) as error:
        load_template(tmp_path, schemes[QIANYANG])
    assert str(error.value).startswith("模板有误：")
    assert case["said"] in str(error.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_the_offices_own_template_wins_however_notepad_saved_it(
    papers: Store, encoding: str
) -> None:
    text = SHIPPED.joinpath(QIANYANG, "bulletin.toml").read_text("utf-8")
    own = text.replace("各镇人民政府", "各乡镇").replace("\n", "\r\n")
    write(papers.home, f"{QIANYANG}/bulletin.toml", own, encoding=encoding)
    draft = prepare_bulletin(papers, ScoreQuery(QIANYANG, "2022-09")).draft
    assert draft.recipients.startswith("各乡镇")


def test_a_template_in_another_encoding_is_reported(
    schemes: dict[str, Scheme], tmp_path: Path
) -> None:
    write(tmp_path, f"{QIANYANG}/bulletin.toml", 'title = "通报"', encoding="gb18030")
    with pytest.raises(TemplateError, match="不是 UTF-8 编码"):
        load_template(tmp_path, schemes[QIANYANG])


def test_a_page_of_the_offices_own_changes_the_type(papers: Store) -> None:
    text = SHIPPED.joinpath("page.toml").read_text("utf-8")
    write(papers.home, "page.toml", text.replace("方正小标宋简体", "华文中宋"))
    content = prepare_bulletin(papers, ScoreQuery(QIANYANG, "2022-09"), ranking=False).draw()
    style = docx.Document(io.BytesIO(content)).styles["公文标题"]
    assert "华文中宋" in style.element.xml


def test_a_wrong_size_of_type_is_named_with_its_line(tmp_path: Path) -> None:
    text = SHIPPED.joinpath("page.toml").read_text("utf-8")
    write(tmp_path, "page.toml", text.replace("size_pt = 22", 'size_pt = "二号"'))
    with pytest.raises(TemplateError, match=r"page.toml，第\d+行，title.size_pt：应是数字"):
        load_page(tmp_path, QIANYANG)


def test_the_offices_letterhead_comes_first_and_keeps_its_styles(papers: Store) -> None:
    base = docx.Document()
    base.add_paragraph("绛县××××文件")
    style = base.styles.add_style("公文标题", 1)
    style.font.name = "隶书"
    buffer = io.BytesIO()
    base.save(buffer)
    path = papers.home / "templates" / "base.docx"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(buffer.getvalue())
    question = ScoreQuery(QIANYANG, "2022-09")
    document = docx.Document(io.BytesIO(prepare_bulletin(papers, question, ranking=False).draw()))
    assert document.paragraphs[0].text == "绛县××××文件"
    assert document.styles["公文标题"].font.name == "隶书"
    assert document.paragraphs[1].style is not None
    assert document.paragraphs[1].style.name == "公文标题"


@pytest.mark.parametrize("content", [b"", b"not a document", b"PK\x03\x04broken"])
def test_a_letterhead_that_is_no_word_document_is_refused(tmp_path: Path, content: bytes) -> None:
    write(tmp_path, "base.docx", "")
    (tmp_path / "templates" / "base.docx").write_bytes(content)
    with pytest.raises(TemplateError, match=r"templates/base.docx：不是 Word 文档"):
        load_base(tmp_path, QIANYANG)


def test_a_unit_that_left_the_roster_is_only_a_warning(
    papers: Store, schemes: dict[str, Scheme]
) -> None:
    text = SHIPPED.joinpath("jiangxian-2021", "bulletin.toml").read_text("utf-8")
    own = text.replace('"县供水站"', '"县自来水公司"', 1)
    write(papers.home, "jiangxian-2021/bulletin.toml", own)
    question = ScoreQuery("jiangxian-2021", "2021-06")
    prepared = prepare_bulletin(papers, question, annexes=["1"])
    assert any("县自来水公司不在名册中" in warning for warning in prepared.warnings)
    assert prepared.draft.tables[0].rows[-1][0] == "县供水站"


def test_names_of_a_form_are_its_headers(schemes: dict[str, Scheme]) -> None:
    scheme = schemes["jiangxian-2021"]
    section = load_template(None, scheme).sections[3]
    assert {"转办数量合计", "办结率", "满意率较低单位"} <= set(list_known_names(scheme, section))
