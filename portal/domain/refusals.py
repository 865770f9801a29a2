"""Refusals: why a command was not carried out, as codes; the words for people stand in `portal.web.messages`."""

from __future__ import annotations

from collections.abc import Callable


class Problem:
    """One reason. `field` names the form field it belongs to (empty: the command as a whole)."""

    __slots__ = ("code", "field", "params")

    def __init__(self, code: str, field: str = "", **params: object) -> None:
        self.code = code
        self.field = field
        self.params = params

    def at(self, field: str) -> Problem:
        """The same problem, told at another field."""
        return Problem(self.code, field, **self.params)

    def __repr__(self) -> str:
        return f"Problem({self.code!r}, {self.field!r}, {self.params!r})"


class Refused(Exception):
    """A command was refused; nothing of it was done. Holds every problem found, in the order of the fields."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(", ".join(p.code for p in problems))
        self.problems = problems


def refuse(code: str, field: str = "", **params: object) -> Refused:
    """`raise refuse("start_past", "time")`: a refusal with a single problem."""
    return Refused(Problem(code, field, **params))


class Problems(list[Problem]):
    """Reads several fields and gathers what is wrong with any, so that all of it is told at once."""

    def read(self, reader: Callable[[str, str], str], text: str, field: str) -> str:
        """`reader(text, field)`, or an empty text with its problems noted."""
        try:
            return reader(text, field)
        except Refused as refused:
            self.extend(refused.problems)
            return ""

    def tell(self) -> None:
        """Raises Refused if anything was noted."""
        if self:
            raise Refused(*self)
