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
        link_page(page, f"前往“{PAGES[page].title}”")


def describe_upload(scheme: Scheme) -> Steps:
    """Return the steps to upload a month of this scheme."""
    due = [
        f"{escape(scheme.dataset(item.dataset).annex)}每月{item.day}日前（{escape(item.clause)}）"
        for item in read_cached(read_due_items, scheme)
    ]
    forms = "、".join(
        dict.fromkeys(escape(dataset.annex or dataset.title) for dataset in scheme.datasets)
    )
    when = f"文件规定：{'；'.join(due)}。" if due else "文件未规定报送日。"
    return [
        f"将收到的表格（Excel、WPS 或 CSV）拖入“数据导入”，可一次多份。本方案的报表：{forms}。",
        "查看预览：识别出的报表和月份，与现有数据的差别。有错误的须改正文件，有问题的须回答，有提醒的须确认。",
        "未导入的文件留在“待处理”，刷新、换人都不丢失，他人可接着办理；移除的可以撤回。",
        "点击“导入”。名次和得分随即重算，已打开的页面自动更新。误导入的可在导入历史中撤销。",
        f"未报的报表见“考核日历”或“总览 · 经办”。{when}",
    ]


JOBS: list[tuple[str, Steps, str]] = [
    (
        "看排名",
        [
            "打开“排行榜”，选考核方案、考核项和截至月份。网址随筛选变化，他人打开同一网址看到的内容相同。",
            "颜色条是得分、失分、暂失、待定；▲▼ 是与上月相比的名次变化。",
            "查看某一组筛选较多的，可在“常用视图”中保存，下次直接打开。",
            "“打印本页”只打印内容，不带菜单和筛选；手机上由“目录”直达各部分。",
            "点击一行进入该单位。大屏展示请打开网址 /screen，自动轮播和更新。",
        ],
        "leaderboard",
    ),
    (
        "解释一个扣分",
        [
            "打开“单位详情”，选择单位。瀑布图由满分逐项扣减到得分。",
            "在得分明细中筛选“失分”，每一行列明原因、条款和分值；标为“暂失”的，今后的数据还可能改变。",
            "点击一行，下方显示报表中该行的原始数据：文件、工作表、行号。",
            "对计分方法有疑问的，见“口径说明”：文件未明确事项现行的计分口径。",
        ],
        "unit",
    ),
    (
        "导出",
        [
            "在表格上方点击“导出 Excel”，导出内容与页面所列行和列一致。",
            "工作簿里有一页说明：方案、截至月份、筛选、数据截至时间、各条款的口径。",
            "“更多导出”里有全部榜单，以及核算表：用公式由原始数据复算每个总分，可自行核对。",
        ],
        "leaderboard",
    ),
    (
        "发出空白表",
        [
            "打开“数据导入 · 发出表格”，选月份，下载一张表或整月的压缩包，发给填报单位。",
            "表中只能填写应填的单元格，附下拉列表和提示。填好收回后直接导入，报表和月份自动识别。",
        ],
        "imports",
    ),
    (
        "发通报",
        [
            "打开“通报”，先核对数据是否齐全，再修改文字，下载 Word 或 PDF。"
            "附表数据不可修改，改过的文字随时保存。",
            "点击“送审”，由审核人审核或退回。须由他人审核后才能印发的，请管理员在系统设置中开启。",
            "点击“核对并印发”：核对未办结事项、文号、日期和版面，输入月份确认。印发后当月不再接受导入，"
            "数据、口径和通报一起保存，校验码印在文末。",
            "印发后发现错误的，在“封存与更正”写明理由解封，更正后再印发，新的一版附更正表。",
        ],
        "bulletin",
    ),
    (
        "处理复核",
        [
            "单位有异议的，在“单位详情”点击该条明细，写明请求和理由，可附证明材料。",
            "办公室在“复核”中写明决定和理由。需调整的分值记为一条明细，名次随之重算，可以撤回。",
        ],
        "objections",
    ),
    (
        "把考核文件做成方案",
        [
            "打开“考核方案 · 上传与发布”，下载空白方案工作簿，照其中的“说明”把文件逐条填进去。"
            "有去年的方案的，在“全部方案”里点它，复制到下一年再改。",
            "上传：错误按单元格列出，可以下载标好错误的副本。没有错误的，先拿文件里的例子试算。",
            "核对各条计分规则、得分和名次的变动，写明理由发布；历次版本都留着，可以逐项对照。",
            "单位新增、退出、合并、更名，在“单位名册”；文件没有说清的条款按哪种理解，"
            "在“口径选择”，选定前可查看名次的变化。",
        ],
        "schemes",
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
