"""«Помощь»: the general help, before the log-in and after it. Memo step 12."""

from __future__ import annotations

from pages import checks
from pages.labels import HELP_HEADING
from pages.places import ground
from pages.portal import Portal
from pages.steps import step

TOPICS = 12


class HelpPage(Portal):
    """The help. Opened before the log-in it has no navigation, so that only the `expect_…` methods are of use."""

    @step("help.expect_topics", "Вы увидите темы справки, по одной на шаг памятки", shows=("12.1",))
    def expect_topics(self, count: int = TOPICS, *, timeout: float | None = None) -> None:
        """One topic per step of the memo, numbered, 12.1."""
        checks.expect_there(self.page, HELP_HEADING, timeout=timeout)
        checks.expect_numbered_headings(self.page, count, timeout=timeout)

    @step("help.expect_there", "Вы увидите общую справочную информацию", shows=("12.1",))
    def expect_there(self, *, timeout: float | None = None) -> None:
        """The general help, 12.1."""
        checks.expect_there(self.page, HELP_HEADING, timeout=timeout)

    @step("help.expect_said", "Вы увидите в справке «{text}»", shows=("12.1",))
    def expect_said(self, text: str, *, timeout: float | None = None) -> None:
        """The help says `text` somewhere."""
        checks.expect_texts(ground(self.page).get_by_role("main"), text, timeout=timeout)
