"""The portal in Russian, Belarusian and English: switched, and remembered with the account."""

from __future__ import annotations

import pytest

from fixtures.actors import Actor, NewActor

pytestmark = [pytest.mark.area("languages"), pytest.mark.capability("languages")]


@pytest.mark.memo("11.3", ours=True)
def test_the_language_is_switched_before_the_log_in(chair: Actor) -> None:
    """Ours: Russian at first in this browser; each button at the foot of the page brings the page in its language."""
    login = chair.open_portal()
    login.expect_spoken("Русский")
    for language in ("English", "Беларуская", "Русский"):
        login.switch_language(language)
        login.expect_spoken(language)


@pytest.mark.memo("11.3", ours=True)
def test_the_language_of_the_personal_information_is_the_accounts_in_every_browser(
    chair: Actor, new_chair: NewActor
) -> None:
    """11.3: saved, it is spoken at once, and at the next log-in elsewhere; the switch there changes it here too."""
    profile = chair.sign_in().open_settings().open_personal()
    profile.choose_language("Беларуская")
    profile.save()
    profile.expect_spoken("Беларуская")
    elsewhere = new_chair(account=chair.account).sign_in()
    elsewhere.expect_spoken("Беларуская")
    elsewhere.switch_language("Русский")
    elsewhere.expect_spoken("Русский")
    chair.page.reload(wait_until="domcontentloaded")
    profile.expect_spoken("Русский")
