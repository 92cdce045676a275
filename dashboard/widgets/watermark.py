"""A faint watermark over pages of details: user and time, so that a copy names its copier.

Boards are published anyway and have none.
"""

from __future__ import annotations

import streamlit as st

from dashboard.runtime.current_store import current_user_name
from dashboard.widgets.assets import read_script
from documents.wording import format_time
from warehouse.database.clock import utc_now

_watermark = st.components.v2.component(
    "kaohe_watermark",
    html="<span hidden></span>\n<span hidden></span>",
    js=read_script("watermark", "tile"),
)


def describe_watermark() -> str:
    """Return the user's name and the minute, in China's time."""
    return f"{current_user_name()} {format_time(utc_now())}"


def mark_page() -> None:
    """Draw the watermark over this page."""
    _watermark(key="watermark", data={"text": describe_watermark()})
