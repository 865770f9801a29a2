"""Memo step 2: the account type is chosen in the field «Планирование»."""

from __future__ import annotations

import pytest

from fixtures.actors import Actor


@pytest.mark.memo("2.1")
@pytest.mark.memo("2.1", ours=True)
@pytest.mark.smoke
def test_the_telephone_account_is_chosen_in_the_field_planning(chair: Actor) -> None:
    """2.1: the field offers it, and one logs in with it; other types are listed, but nothing else can be chosen."""
    login = chair.open_portal()
    login.expect_account_types(
        "Телефонная учетная запись", unavailable=("Корпоративная учетная запись", "SIP-учетная запись")
    )
    login.choose_account_type()
    login.expect_account_type("Телефонная учетная запись")
    chair.sign_in_from(login).expect_signed_in_as(chair.account.name)
