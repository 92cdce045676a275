"""The gate's own pages: plain HTML without any script, drawn from templates that escape all."""

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
    "too_busy": ("现在登录的人太多", "请过几秒再试。"),
    "stale_form": ("页面放得太久了", "请回到登录页重新填写。"),
}
"""What stands in the way → its heading, and what to do."""


def draw_page(
    name: str,
    frontage: OwnOrigin,
    status: int = 200,
    headers: dict[str, str] | None = None,
    /,
    **said: object,
) -> HTMLResponse:
    """Return a page of the gate."""
    text = (
        _environment()
        .get_template(f"{name}.html")
        .render(base=frontage.base_path, style=f"{frontage.base_path}{STYLE_PATH}", **said)
    )
    return HTMLResponse(text, status, {"Content-Security-Policy": OWN_POLICY, **(headers or {})})


def draw_notice(notice: str, frontage: OwnOrigin, status: int) -> HTMLResponse:
    """Return a page that says what stands in the way and what to do."""
    title, said = NOTICES[notice]
    return draw_page("notice", frontage, status, title=title, said=said)


def draw_return(frontage: OwnOrigin) -> HTMLResponse:
    """Return a page that asks for itself again at once."""
    return draw_page("return", frontage, title="正在打开看板")


@cache
def draw_style() -> Response:
    """Return the style of the gate's pages, which begins with the colours of the theme."""
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
