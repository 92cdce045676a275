"""The network: is the port free, and is the way from the browser to here closed to others?"""

from __future__ import annotations

import ipaddress

from dashboard.command_line.doctor.finding import DoctorFinding, notice, sound, wrong
from dashboard.server.listening_address import Exposure


def check_port(port: int, is_free: bool) -> DoctorFinding:
    """Is the port free, where nothing serves this home yet?"""
    if not is_free:
        return notice(
            "端口", f"{port} 被别的程序占用", "请关闭那个程序，或用 kaohe serve --port 换一个。"
        )
    return sound("端口", f"{port} 可用")


def check_exposure(exposure: Exposure) -> DoctorFinding:
    """Do passwords travel unencrypted?"""
    address = f"{exposure.host}:{exposure.port}{exposure.base_path}"
    if is_loopback(exposure.host):
        behind = "，经反向代理" if exposure.trusted_proxy else ""
        return sound("对外地址", f"{address}，只有本机能直接访问{behind}")
    if not exposure.trusted_proxy:
        return wrong(
            "对外地址",
            f"{address} 直接对外，密码和数据不加密传输",
            "请只监听 127.0.0.1，前面用 nginx 或 Caddy 提供 https，见 deploy/README.md。",
        )
    return notice(
        "对外地址",
        f"{address}，信任反向代理 {exposure.trusted_proxy}",
        "请确认防火墙只让反向代理访问这个端口。",
    )


def is_loopback(host: str) -> bool:
    """Whether an address is reached from this machine only."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
