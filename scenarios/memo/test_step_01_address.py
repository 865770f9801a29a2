"""Memo step 1: the portal is opened at its address, over TLS, in the browsers of today."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from fixtures import reachability
from fixtures.actors import Actor
from fixtures.portal import Target
from pages.portal import open_portal

OLD_TLS = {"security.tls.version.min": 1, "security.tls.version.enable-deprecated": True}


@pytest.mark.smoke
@pytest.mark.memo("1.1")
@pytest.mark.memo("1.2")
def test_the_portal_opens_at_its_https_address(page: Page, https_portal: Target) -> None:
    """1.1, 1.2: at an https address browser and portal agree on TLS and the start page is there."""
    assert https_portal.url.startswith("https://")
    open_portal(page, https_portal.url).expect_start_page()


@pytest.mark.memo("1.1", ours=True)
def test_at_the_https_address_the_code_is_shown(page: Page, https_portal: Target) -> None:
    """1.1: the picture is drawn for whoever has the cookie of the start page, which https makes another kind of."""
    login = open_portal(page, https_portal.url)
    login.expect_start_page()
    login.expect_code_picture()


@pytest.mark.memo("1.2", ours=True)
def test_tls_of_today_is_offered_and_no_older(another_portal: Callable[..., Target]) -> None:
    """1.2: TLS 1.2 and 1.3; the look before any browser names the self-made certificate."""
    secure = another_portal("--tls", "self-signed")
    found = reachability.look(secure.url)
    assert (found.tls, found.certificate, found.portal) == (("TLS 1.2", "TLS 1.3"), "self-signed", True)


@pytest.mark.memo("1.2", ours=True)
def test_a_portal_with_old_tls_only_is_told_as_too_old(another_portal: Callable[..., Target]) -> None:
    """1.2: told by the look before any browser, with the way in that is left."""
    found = reachability.look(another_portal("--tls", "self-signed", "--tls-profile", "legacy").url)
    assert found.tls == ("TLS 1.0", "TLS 1.1")
    assert "TLS too old" in found.obstacle(own=True)
    assert "--legacy-tls" in found.obstacle(own=True)
    assert not found.obstacle(own=True, legacy_tls=True)


@pytest.mark.memo("1.2", ours=True)
@pytest.mark.only_browser("firefox")
def test_firefox_can_be_told_to_open_old_tls(
    launch_browser: Callable[..., Browser], another_portal: Callable[..., Target]
) -> None:
    """1.2: what --legacy-tls sets is enough to test an installation that offers TLS 1.0 and 1.1 only."""
    old = another_portal("--tls", "self-signed", "--tls-profile", "legacy")
    with launch_browser(firefox_user_prefs=OLD_TLS) as browser:
        page = browser.new_context(locale="ru-BY", ignore_https_errors=True).new_page()
        open_portal(page, old.url).expect_start_page()


@pytest.mark.smoke
@pytest.mark.memo("1.3")
def test_the_portal_works_in_this_browser(chair: Actor) -> None:
    """1.3: from the address to the planning page, in a browser of today."""
    portal = chair.sign_in_from(chair.open_portal())
    portal.expect_signed_in_as(chair.account.name)
    portal.open_planning().expect_there()
