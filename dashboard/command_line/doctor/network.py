"""Checks of the network: the port, and whether connections are encrypted."""

from __future__ import annotations

from dashboard.command_line.doctor.finding import DoctorFinding, notice, sound, wrong
from dashboard.gate.http.own_origin import is_loopback
from dashboard.server.listening_address import ListeningAddress


def check_port(port: int, is_free: bool) -> DoctorFinding:
    """Check that the port is free; for a home that nothing serves yet."""
    if not is_free:
        return notice(
            "端口", f"{port} 被其他程序占用", "请关闭那个程序，或用 kaohe serve --port 换一个。"
        )
    return sound("端口", f"{port} 可用")


def check_exposure(listening: ListeningAddress) -> DoctorFinding:
    """Check that no password travels over the network unencrypted."""
    address = f"{listening.host}:{listening.port}{listening.base_path}"
    if is_loopback(listening.host):
        behind = "，经反向代理" if listening.trusted_proxy else ""
        return sound("对外地址", f"{address}，只有本机能直接访问{behind}")
    if not listening.trusted_proxy:
        return wrong(
            "对外地址",
            f"{address} 直接对外，密码和数据不加密传输",
            "请只监听 127.0.0.1，前面用 nginx 或 Caddy 提供 https，见 deploy/README.md。",
        )
    return notice(
        "对外地址",
        f"{address}，信任反向代理 {listening.trusted_proxy}",
        "请确认防火墙只让反向代理访问这个端口。",
    )
