"""The drop-down «Действие» of the control: what is done with the ticked and with everybody. Memo 9.4 to 9.6."""

from __future__ import annotations

from playwright.sync_api import Frame, Page

from pages.elements import choose, fill, press_to_open, send
from pages.elements import tick as put_tick
from pages.labels import ACTION, NEW_NAME, PARTICIPANTS, PERFORM, SAVE, TICK
from pages.steps import step
from pages.tables import row

BLOCK = "Блокировка участника"
UNBLOCK = "Снятие блокировки"
REDIAL = "Повторный вызов"
HANG_UP = "Отключение участника"
REMOVE = "Удаление из списка"
RENAME = "Переименование участника"
MUTE = "Выключение микрофона"
UNMUTE = "Включение микрофона"
MUTE_ALL = "Выключение микрофона у всех"
UNMUTE_ALL = "Включение микрофона у всех"
LOCK = "Закрытие входа"
UNLOCK = "Открытие входа"
END_CONFERENCE = "Завершение конференции"


class DropDown:
    """Mixed into the control. `who` are participants as their rows name them; they are ticked first."""

    scope: Page | Frame

    @step("control.tick", "Нажмите птичку напротив участника: {who}", shows=("9.2",))
    def tick(self, *who: str, timeout: float | None = None) -> None:
        """Choose participants, 9.2."""
        for one in who:
            put_tick(row(self.scope, PARTICIPANTS, one, timeout=timeout), TICK, timeout=timeout)

    @step("control.act", "В ниспадающем окне «Действие» выберите «{action}» и нажмите «Выполнить»", shows=("9.4",))
    def act(self, action: str, *, timeout: float | None = None) -> None:
        """An action of the drop-down on the ticked participants, 9.4 to 9.6."""
        choose(self.scope, ACTION, action, timeout=timeout)
        send(self.scope, PERFORM, timeout=timeout)

    @step("control.try_to_act", "Выберите «{action}» и нажмите «Выполнить»: портал откажет", shows=("9.4",))
    def try_to_act(self, action: str, *, timeout: float | None = None) -> None:
        """Like `act`, to be refused."""
        choose(self.scope, ACTION, action, timeout=timeout)
        press_to_open(self.scope, PERFORM, timeout=timeout)

    @step("control.extend", "Продлите конференцию на {minutes} минут", shows=("9.4",))
    def extend(self, minutes: int, *, timeout: float | None = None) -> None:
        """15, 30, 45 or 60 minutes more, 9.4."""
        self.act(f"Продление на {minutes} минут", timeout=timeout)

    @step("control.block", "Заблокируйте участника: {who}", shows=("9.5",))
    def block(self, *who: str, timeout: float | None = None) -> None:
        """Tick and block, 9.5."""
        self.tick(*who, timeout=timeout)
        self.act(BLOCK, timeout=timeout)

    @step("control.unblock", "Снимите блокировку участника: {who}", shows=("9.5",))
    def unblock(self, *who: str, timeout: float | None = None) -> None:
        """Tick and undo the block, 9.5."""
        self.tick(*who, timeout=timeout)
        self.act(UNBLOCK, timeout=timeout)

    @step("control.redial", "Вызовите участника еще раз: {who}")
    def redial(self, *who: str, timeout: float | None = None) -> None:
        """Tick those whose last call is over, and call them again."""
        self.tick(*who, timeout=timeout)
        self.act(REDIAL, timeout=timeout)

    @step("control.hang_up", "Отключите участника: {who}")
    def hang_up(self, *who: str, timeout: float | None = None) -> None:
        """Tick and end their calls; the rows stay."""
        self.tick(*who, timeout=timeout)
        self.act(HANG_UP, timeout=timeout)

    @step("control.remove", "Удалите участника из списка: {who}")
    def remove(self, *who: str, timeout: float | None = None) -> None:
        """Tick and take off the list; their calls end."""
        self.tick(*who, timeout=timeout)
        self.act(REMOVE, timeout=timeout)

    @step("control.rename", "Переименуйте участника «{who}»: введите новое имя «{name}» и нажмите «Сохранить»")
    def rename(self, who: str, name: str, *, timeout: float | None = None) -> None:
        """Tick one and give him another name."""
        self.tick(who, timeout=timeout)
        self.act(RENAME, timeout=timeout)
        fill(self.scope, NEW_NAME, name, timeout=timeout)
        send(self.scope, SAVE, timeout=timeout)

    @step("control.mute", "Выключите микрофон участника: {who}")
    def mute(self, *who: str, timeout: float | None = None) -> None:
        """Tick and take their voice."""
        self.tick(*who, timeout=timeout)
        self.act(MUTE, timeout=timeout)

    @step("control.unmute", "Включите микрофон участника: {who}")
    def unmute(self, *who: str, timeout: float | None = None) -> None:
        """Tick and give their voice back."""
        self.tick(*who, timeout=timeout)
        self.act(UNMUTE, timeout=timeout)

    @step("control.mute_all", "Выключите микрофон у всех")
    def mute_all(self, *, timeout: float | None = None) -> None:
        """Everybody but the chair loses the voice."""
        self.act(MUTE_ALL, timeout=timeout)

    @step("control.unmute_all", "Включите микрофон у всех")
    def unmute_all(self, *, timeout: float | None = None) -> None:
        """Everybody but the blocked gets the voice back."""
        self.act(UNMUTE_ALL, timeout=timeout)

    @step("control.lock", "Закройте вход в конференцию")
    def lock(self, *, timeout: float | None = None) -> None:
        """Nobody but the chair dials in any more."""
        self.act(LOCK, timeout=timeout)

    @step("control.unlock", "Откройте вход в конференцию")
    def unlock(self, *, timeout: float | None = None) -> None:
        """Who has the password may dial in again."""
        self.act(UNLOCK, timeout=timeout)
