"""Whom journeys call: each conference its own people, who do what was asked; at a foreign portal those listed."""

from __future__ import annotations

import pytest

from load.controls import Controls
from load.plain_line import way
from load.telephones import Listed, Simulated, Telephone
from portal import phones
from portal.domain import numbers

NOBODY = Controls(way("http://127.0.0.1:9"), "")


def asked(nth: int) -> list[Telephone]:
    """All that a large conference asks for, some of it more often than the reserved block has it."""
    telephones = Simulated(NOBODY, nth)
    found = [telephones.somebody(seconds) for seconds in (0, 2, 2, 5, 5, 7.4, 130)]
    found += [telephones.somebody(2, stays=stays) for stays in (0, 10, 10, 99, 1000)]
    return [*found, *(telephones.nobody() for _ in range(5)), *(telephones.somebody() for _ in range(33))]


def test_a_conference_has_nobody_twice_and_shares_only_the_block() -> None:
    """load.telephones: beside the reserved block no two conferences of a run have the same telephone."""
    own: set[str] = set()
    for nth in range(200):
        found = [telephone.number for telephone in asked(nth)]
        assert len(set(found)) == len(found)
        apart = {number for number in found if not number.startswith(phones.RESERVED)}
        assert not apart & own
        own |= apart


@pytest.mark.parametrize("nth", [0, 46_874, 46_875, 10**6])
def test_every_telephone_may_be_called_and_answers_as_was_told(nth: int) -> None:
    """docs/portal.md, «Telephones»: what the portal's network does with each number is what the journey counts on."""
    for telephone in asked(nth):
        assert numbers.parse(telephone.number) == telephone.number
        told = phones.conventional(telephone.number)
        assert telephone.answers_after == (told.after if told.kind == "answers" else None)


def test_who_hangs_up_and_who_is_not_reached() -> None:
    """docs/portal.md: 1NN hangs up NN seconds later, 2XX and 3XX are not reached."""
    telephones = Simulated(NOBODY, 7)
    assert phones.conventional(telephones.somebody(stays=31.6).number).hangs_up_after == 32
    assert {phones.conventional(telephones.nobody().number).kind for _ in range(200)} == {"busy", "no_answer"}


def test_a_foreign_portal_has_whom_its_profile_lists() -> None:
    """fixtures.profile: each once, in any way of writing, and then nobody; none of them can be made to call."""
    telephones = Listed(["80 25 999-07-01", "375259990702"])
    found = [telephones.somebody(), telephones.nobody(), telephones.somebody()]
    assert found == [Telephone("+375259990701", None), Telephone("+375259990702", None), None]
    assert not telephones.dials
