"""使用指南: the common jobs step by step, with the chosen scheme's forms and days; the terms."""

from __future__ import annotations

import streamlit as st

from dashboard.navigation import PAGES, link_page, may_open
from dashboard.runtime.read_cache import read_cached
from dashboard.shell.assessment_words import read_words
from dashboard.shell.filter_bar import filter_bar
from dashboard.shell.filters import pick_scheme
from dashboard.shell.terms import TERMS
from dashboard.widgets.live_updates import follow_store
from dashboard.widgets.markdown_escape import escape
from scoring.clauses.parts import Node, walk_tree
from scoring.scheme import Scheme
from warehouse.views.calendar import read_due_items

Steps = list[str]


def show_job(title: str, steps: Steps, page: str) -> None:
    """Show the steps of a job and a link to its page."""
    with st.container(border=True):
        st.subheader(title)
        st.markdown("\n".join(f"{number}. {step}" for number, step in enumerate(steps, start=1)))
        link_page(page, f"去“{PAGES[page].title}”")


def describe_upload(scheme: Scheme) -> Steps:
    """Return the steps to upload a month of this scheme."""
    due = [
        f"{escape(scheme.dataset(item.dataset).annex)}每月{item.day}日前（{escape(item.clause)}）"
        for item in read_cached(read_due_items, scheme)
    ]
    forms = "、".join(
        dict.fromkeys(escape(dataset.annex or dataset.title) for dataset in scheme.datasets)
    )
    when = f"文件规定：{'；'.join(due)}。" if due else "文件没有规定报送日。"
    return [
        f"把报来的表格（Excel、WPS 或 CSV）拖进“数据导入”，可以一次多份。本方案的报表：{forms}。",
        "看预览：认出的是哪张表、哪个月，与现有数据差多少。错误要改文件，问题要回答，提醒看过即可。",
        "按“导入”。名次和得分随即重算，打开着的页面自己更新。导错了可以在导入历史里撤销。",
        f"还缺哪些表，看“考核日历”或“总览 · 经办”。{when}",
    ]


JOBS: list[tuple[str, Steps, str]] = [
    (
        "看排名",
        [
            "打开“排行榜”，选考核方案、考核项和截至月份。网址随筛选变化，发给别人看到的一样。",
            "颜色条是得分、失分、暂失、待定；▲▼ 是与上月相比的名次变化。",
            "点一行进入那个单位。投到大屏用网址 /screen，会自动轮播和更新。",
        ],
        "leaderboard",
    ),
    (
        "解释一个扣分",
        [
            "打开“单位详情”，选单位。瀑布图从满分一步步到得分。",
            "在得分明细里只看“失分”，每一行有原因、条款和分值；写“暂失”的，以后的数据还可能改回。",
            "点一行，下面就是报表里的那一行原样：文件、工作表、行号。",
            "认为算法不对，看“口径说明”：文件没写明的地方现在按哪种理解。",
        ],
        "unit",
    ),
    (
        "导出",
        [
            "在表格上方按“导出 Excel”，得到的就是眼前这些行和列。",
            "工作簿里有一页说明：方案、截至月份、筛选、数据到第几批、各条款按哪种理解。",
            "“更多导出”里有全部榜单，以及核算表：用公式从原始数据重新算出每个总分，可以自己核对。",
        ],
        "leaderboard",
    ),
    (
        "发出空白表",
        [
            "打开“数据导入 · 发出表格”，选月份，下载一张表或整月的压缩包，发给填报单位。",
            "表里只能填该填的格子，有下拉和提示。填好收回来直接导入，是哪张表、哪个月不会认错。",
        ],
        "imports",
    ),
    (
        "发通报",
        [
            "打开“通报”，先看缺什么，再改句子，下载 Word 或 PDF。表里的数字改不了。",
            "按“印发并封存”：当月不再接受导入，数据、口径和通报一起保存，编号和校验码印在文末。",
            "印发后发现错了，到“封存与更正”写明理由解封、更正、再印发，新的一版自带更正表。",
        ],
        "bulletin",
    ),
    (
        "处理复核",
        [
            "单位不服的，在“单位详情”点那一条明细，写明请求和理由，可附证明材料。",
            "办公室在“复核”里写明决定和理由。要调整的分值记成一条明细，名次随之重算，可以撤回。",
        ],
        "objections",
    ),
]


def list_terms(scheme: Scheme) -> dict[str, str]:
    """Return the terms that a scheme has, as it calls them."""
    words = [read_words(scheme, assessment.id) for assessment in scheme.assessments]
    own = {
        "限制性条件": [one.veto for one in words],
        "附加分": [one.additions for one in words],
        "扣减分": [one.deductions for one in words],
        "等次": ["等次" if one.grades else "" for one in words],
        "折算": ["折算" if scales(scheme) else ""],
    }
    own |= {"预警": ["预警" if any(own["限制性条件"]) else ""]}
    own |= {"暂定": ["暂定" if has_seats(scheme) else ""]}
    names = {term: "、".join(filter(None, dict.fromkeys(said))) for term, said in own.items()}
    return {names.get(term, term): text for term, text in TERMS.items() if names.get(term, term)}


def scales(scheme: Scheme) -> bool:
    """Tell whether points of a node are converted."""
    return any(
        isinstance(part, Node) and part.fit == "scale"
        for assessment in scheme.chosen().assessments
        for part in walk_tree(assessment.total)
    )


def has_seats(scheme: Scheme) -> bool:
    """Tell whether a grade has a limited number of seats."""
    return any(
        grade.share is not None or grade.first is not None or grade.last is not None
        for assessment in scheme.chosen().assessments
        for grade in (assessment.grades.list if assessment.grades else ())
    )


def show_terms(scheme: Scheme) -> None:
    """Show the terms of an assessment, a sentence each."""
    st.subheader("名词解释")
    left, right = st.columns(2, gap="large")
    terms = list(list_terms(scheme).items())
    half = (len(terms) + 1) // 2
    for column, some in ((left, terms[:half]), (right, terms[half:])):
        column.markdown("\n".join(f"- **{escape(term)}**：{meaning}" for term, meaning in some))


st.title("使用指南")
follow_store()
with filter_bar():
    scheme = pick_scheme()
left, right = st.columns(2, gap="medium")
jobs = [("上传一个月的报表", describe_upload(scheme), "imports"), *JOBS]
for number, job in enumerate(job for job in jobs if may_open(job[2])):
    with left if number % 2 == 0 else right:
        show_job(*job)
show_terms(scheme)
