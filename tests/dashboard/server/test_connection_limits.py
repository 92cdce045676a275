"""How many connections there may be, and which one is closed for a new one."""

from __future__ import annotations

import subprocess
import sys

import pytest

from dashboard.server.connection_limits import (
    MOST_CONNECTIONS,
    RESERVE,
    Connections,
    count_connections,
)
from tests.needs import leave_out

HOME, OTHER = "10.0.0.1", "10.0.0.2"


class Office:
    """Connections by number, and which of them were closed."""

    def __init__(self, in_all: int, from_address: int, trusted_proxy: str = "") -> None:
        self.connections = Connections(in_all, from_address, trusted_proxy)
        self.closed: list[int] = []

    def open(self, *numbers: int, address: str = HOME, is_served: bool = False) -> list[bool]:
        """Open connections that wait for a request, unless served; return which were admitted."""
        admitted = []
        for number in numbers:
            is_admitted = self.connections.admit(
                number,
                address,
                lambda n=number: self.closed.append(n),  # type: ignore[misc]
            )
            admitted.append(is_admitted)
            if is_admitted and not is_served:
                self.connections.wait(number)
        return admitted


def test_one_address_holds_no_more_than_its_share() -> None:
    office = Office(in_all=10, from_address=3)
    assert office.open(1, 2, 3, 4, is_served=True) == [True, True, True, False]
    assert office.open(5, address=OTHER, is_served=True) == [True]
    office.connections.leave(1)
    assert office.open(6, is_served=True) == [True]
    assert len(office.connections) == 4


def test_the_share_is_never_more_than_half() -> None:
    office = Office(in_all=10, from_address=100)
    assert office.open(*range(6), is_served=True).count(True) == 5


def test_whoever_waited_longest_gives_way() -> None:
    office = Office(in_all=4, from_address=2)
    office.open(1, 2)
    assert office.open(3) == [True]
    assert office.closed == [1]
    office.open(4, 5, address=OTHER)
    assert office.open(6, address="10.0.0.3") == [True]
    assert office.closed == [1, 2]
    assert len(office.connections) == 4


def test_what_is_being_served_never_gives_way() -> None:
    office = Office(in_all=4, from_address=4)
    office.open(1, 2)
    office.connections.go_on(1)
    office.connections.go_on(1)  # a second request of the same connection
    assert office.open(3, is_served=True) == [True]
    assert office.closed == [2]
    assert office.open(4) == [False]
    office.connections.wait(1)  # answered, and idle since
    assert office.open(5) == [True]
    assert office.closed == [2, 1]


def test_a_trusted_proxy_speaks_for_many_and_is_bounded_with_all() -> None:
    office = Office(in_all=6, from_address=2, trusted_proxy="127.0.0.1, 10.9.0.0/16")
    for address in ("127.0.0.1", "10.9.3.4"):
        assert office.open(*range(3), address=address, is_served=True).count(True) == 3
        office.connections = Connections(6, 2, "127.0.0.1, 10.9.0.0/16")
    assert office.open(*range(9), address="127.0.0.1", is_served=True).count(True) == 6


def test_one_customer_s_addresses_of_version_6_are_one() -> None:
    office = Office(in_all=10, from_address=2)
    for number in range(3):
        office.open(number, address=f"2001:db8::{number}", is_served=True)
    assert len(office.connections) == 2
    assert office.open(9, address="2001:db8:1::1") == [True]


@pytest.mark.parametrize("address", ["", "unix", "::1%eth0", "not an address"])
def test_an_address_of_another_kind_is_a_place_too(address: str) -> None:
    office = Office(in_all=10, from_address=1, trusted_proxy="127.0.0.1")
    assert office.open(1, 2, address=address, is_served=True) == [True, False]


def test_leaving_twice_counts_once_and_nothing_is_left_behind() -> None:
    office = Office(in_all=10, from_address=3)
    for _ in range(100):
        office.open(1, 2)
        office.connections.go_on(1)
        for number in (1, 1, 2, 3):
            office.connections.leave(number)
    state = vars(office.connections)
    assert not any(state[one] for one in ("_held", "_counts", "_waiting", "_waiting_at"))


@pytest.mark.parametrize("descriptors", [16, 256, 1024, 4096, 2**20])
def test_connections_leave_descriptors_for_all_else(descriptors: int) -> None:
    count = count_connections(descriptors)
    assert 1 <= count <= MOST_CONNECTIONS
    assert descriptors - count >= min(RESERVE, descriptors // 2)


@pytest.mark.parametrize(("soft", "hard"), [(64, 512), (512, 512), (64, 65_536)])
def test_the_server_takes_the_descriptors_that_it_may_have(soft: int, hard: int) -> None:
    if sys.platform == "win32":
        leave_out("limits of descriptors")
    code = (
        "import resource as r\n"
        "from dashboard.server.connection_limits import raise_descriptors\n"
        f"r.setrlimit(r.RLIMIT_NOFILE, ({soft}, min({hard}, r.getrlimit(r.RLIMIT_NOFILE)[1])))\n"
        "print(raise_descriptors() == min(r.getrlimit(r.RLIMIT_NOFILE)[1], 2256)"
        " == r.getrlimit(r.RLIMIT_NOFILE)[0])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "True"
