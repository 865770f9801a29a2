"""What anybody may ask for is given to an address so often a minute."""

from __future__ import annotations

import pytest

from portal.allowance import MINUTE, Allowance

ADDRESS = "203.0.113.7"


@pytest.mark.parametrize(
    ("other", "free"),
    [
        (ADDRESS, False),
        ("203.0.113.8", True),
        ("127.0.0.1", True),
        ("::1", True),
        ("no address", True),
    ],
)
def test_one_address_does_not_use_up_what_others_have(other: str, free: bool) -> None:
    allowance = Allowance(2)
    assert [allowance.take(ADDRESS, 100.0) for _ in range(3)] == [True, True, False]
    assert allowance.take(other, 100.0) is free
    assert allowance.take(ADDRESS, 99.9 + MINUTE) is False
    assert allowance.take(ADDRESS, 100.0 + MINUTE) is True


def test_a_subscriber_in_ipv6_is_one_address() -> None:
    allowance = Allowance(1)
    given = [allowance.take(address, 100.0) for address in ("2001:db8::1", "2001:db8::2", "2001:db8:0:1::1")]
    assert given == [True, False, True]


def test_this_machine_is_not_limited() -> None:
    assert all([Allowance(1).take("127.0.0.1", 100.0) for _ in range(3)])
