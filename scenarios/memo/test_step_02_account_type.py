"""Memo step 2: the account type is chosen in the field «Планирование»."""

from __future__ import annotations

import pytest

from fixtures.actors import Actor


@pytest.mark.smoke
@pytest.mark.memo("2.1")
def test_the_telephone_account_is_chosen_in_the_field_planning(chair: Actor) -> None:
    """2.1: the field offers it, and one logs in with it."""
    login = chair.open_portal()
    login.choose_account_type()
    login.expect_account_type("Телефонная учетная запись")
    chair.sign_in_from(login).expect_signed_in_as(chair.account.name)


@pytest.mark.smoke
@pytest.mark.memo("2.1", ours=True)
def test_other_types_are_listed_and_cannot_be_chosen(chair: Actor) -> None:
    """2.1: nothing but the telephone account can be chosen."""
    login = chair.open_portal()
    login.expect_account_types(
        "Телефонная учетная запись", unavailable=("Корпоративная учетная запись", "SIP-учетная запись")
    )
