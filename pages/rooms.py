"""«Конференц-залы»: rooms with a telephone, to pick like a contact. Memo step 11.5."""

from __future__ import annotations

from pages import checks
from pages.elements import fill, find, press_to_open, send
from pages.labels import ADD_ROOM, DELETE, EDIT, NUMBER, PLACE, ROOM_LIST, ROOM_NAME, SAVE
from pages.settings import SettingsPage
from pages.steps import step
from pages.tables import row


class RoomsPage(SettingsPage):
    """The list of conference rooms. A room is found by its name."""

    @step(
        "rooms.add",
        "Нажмите «Добавить конференц-зал», введите название «{name}», номер «{number}»[, место «{place}»], "
        "нажмите «Сохранить»",
        shows=("11.5",),
    )
    def add(self, name: str, number: str, place: str = "", *, timeout: float | None = None) -> None:
        """One more room, 11.5."""
        press_to_open(self.page, ADD_ROOM, timeout=timeout)
        self._enter(name, number, place, timeout)
        self._save(timeout)

    @step(
        "rooms.try_to_add",
        "Попробуйте добавить конференц-зал[ «{name}»][, номер «{number}»][, место «{place}»]: портал откажет",
        shows=("11.5",),
    )
    def try_to_add(self, name: str, number: str, place: str = "", *, timeout: float | None = None) -> None:
        """Like `add`, to be refused; the form stays."""
        press_to_open(self.page, ADD_ROOM, timeout=timeout)
        self._enter(name, number, place, timeout)
        press_to_open(self.page, SAVE, timeout=timeout)

    @step(
        "rooms.change",
        "В строке «{room}» нажмите «Изменить», введите[ название «{name}»][ номер «{number}»][ место «{place}»], "
        "нажмите «Сохранить»",
        shows=("11.5",),
    )
    def change(
        self,
        room: str,
        *,
        name: str | None = None,
        number: str | None = None,
        place: str | None = None,
        timeout: float | None = None,
    ) -> None:
        """Another name, number or place for a room; None leaves a field alone, 11.5."""
        press_to_open(row(self.page, ROOM_LIST, room, timeout=timeout), EDIT, timeout=timeout)
        self._enter(name, number, place, timeout)
        self._save(timeout)

    @step("rooms.delete", "В строке «{name}» нажмите «Удалить»", shows=("11.5",))
    def delete(self, name: str, *, timeout: float | None = None) -> None:
        """The room goes."""
        send(row(self.page, ROOM_LIST, name, timeout=timeout), DELETE, timeout=timeout)

    def _enter(self, name: str | None, number: str | None, place: str | None, timeout: float | None) -> None:
        for label, value in ((ROOM_NAME, name), (NUMBER, number), (PLACE, place)):
            if value is not None:
                fill(self.page, label, value, timeout=timeout)

    def _save(self, timeout: float | None) -> None:
        send(self.page, SAVE, timeout=timeout)
        find(self.page, ROOM_LIST, timeout=timeout)

    @step("rooms.expect_room", "Вы увидите конференц-зал «{name}»", shows=("11.5",))
    def expect_room(self, name: str, *texts: str, timeout: float | None = None) -> None:
        """The room is listed, with `texts` in its row, 11.5."""
        checks.expect_texts(row(self.page, ROOM_LIST, name, timeout=timeout), *texts, timeout=timeout)

    @step("rooms.expect_no_room", "Вы не увидите конференц-зала «{name}»", shows=("11.5",))
    def expect_no_room(self, name: str, *, timeout: float | None = None) -> None:
        checks.expect_no_row(self.page, ROOM_LIST, name, timeout=timeout)
