"""The gate's own pages: HTML without scripts, from templates that escape every value."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from dashboard.gate.http.own_origin import OwnOrigin
from dashboard.gate.http.response_headers import OWN_POLICY
from dashboard.theme import write_variables

STYLE_PATH = "/login/style.css"

NOTICES = {
    "unknown_host": (
        "这个地址不是本看板的地址",
        "请用服务器的 IP 地址或本机名打开；要用域名，请管理员在服务器上运行："
        "kaohe setting allowed_hosts 域名",
    ),
    "foreign_page": ("这个请求不是从看板的页面发出的", "请回到看板的页面再操作一次。"),
    "too_busy": ("当前登录人数过多", "请过几秒再试。"),
    "stale_form": ("页面停留时间过长", "请回到登录页重新填写。"),
}
"""Reason of a refusal → heading of its page, and what to do."""


def draw_page(
    name: str,
    own_origin: OwnOrigin,
    status: int = 200,
    headers: dict[str, str] | None = None,
    /,
    **values: object,
) -> HTMLResponse:
    """Return a page of the gate, drawn from the template of that name."""
    text = (
        _environment()
        .get_template(f"{name}.html")
        .render(base=own_origin.base_path, style=f"{own_origin.base_path}{STYLE_PATH}", **values)
    )
    return HTMLResponse(text, status, {"Content-Security-Policy": OWN_POLICY, **(headers or {})})


def draw_notice(reason: str, own_origin: OwnOrigin, status: int) -> HTMLResponse:
    """Return the page that says why a request was refused and what to do."""
    title, text = NOTICES[reason]
    return draw_page("notice", own_origin, status, title=title, text=text)


def draw_reload(own_origin: OwnOrigin) -> HTMLResponse:
    """Return a page that reloads itself at once."""
    return draw_page("reload", own_origin, title="正在打开看板")


@cache
def draw_style() -> Response:
    """Return the style sheet of the gate's pages: the theme's colours, then its own rules."""
    light, dark = write_variables(":root", "light"), write_variables(":root", "dark")
    own = (files("dashboard.gate.http") / "templates" / "gate.css").read_text("utf-8")
    text = f"{light}\n@media (prefers-color-scheme: dark) {{ {dark} }}\n{own}"
    return Response(text, media_type="text/css")


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("dashboard.gate.http", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
