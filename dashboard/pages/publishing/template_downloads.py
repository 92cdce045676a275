"""Templates to download, which an office edits as text and puts into its own folder."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dashboard.widgets.downloads import offer_file
from documents.bulletin import templates
from documents.official import page_files
from documents.results import result_template
from documents.template_files import FOLDER, read_template
from scoring.scheme import Scheme

ABOUT = (
    f"下载后用记事本修改，按下列名称存入数据目录的 `{FOLDER}` 文件夹，"
    "刷新即生效；删除后恢复自带模板。"
    f"本单位自备的文件头另存为 `{FOLDER}/{page_files.BASE}`，通报接在其后。"
)


def offer_templates(home: Path, scheme: Scheme) -> None:
    """Offer the templates now in use: the office's own, else the shipped ones."""
    with st.expander("使用本单位文稿模板"):
        st.markdown(ABOUT)
        _offer(home, "月通报的写法和表格", f"{scheme.id}/{templates.FILE}", templates.FILE)
        _offer(home, "年度结果的写法", f"{scheme.id}/{result_template.FILE}", result_template.FILE)
        letterhead = f"{scheme.id}/{page_files.LETTERHEAD}"
        _offer(home, "红头和版记", letterhead, page_files.LETTERHEAD)
        _offer(home, "纸张、字体、字号", page_files.PAGE)


def _offer(home: Path, title: str, *names: str) -> None:
    text = read_template(home, *names).text
    with st.container(horizontal=True, vertical_alignment="center"):
        offer_file(
            title,
            text.encode,
            names[-1],
            mime="application/toml",
            key=f"template:{names[0]}",
        )
        st.markdown(f"`{FOLDER}/{names[0]}`")
