"""One known defect: what stands in the portal's source, and what a mistaken hand would have written instead."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOAD = "load"
"""What a defect breaks that only many at once bring out."""


class Stale(Exception):
    """The portal's source has changed: what a defect replaces does not stand there exactly once."""


@dataclass(frozen=True, slots=True)
class Defect:
    """`breaks` is a statement of memo.toml (`6.3`), an area (`sessions`) or LOAD; `says` is what a user would report.

    `module` is a Python module of the portal (`portal.domain.calls`), or the path of a file that its pages are made of
    (`portal/web/templates/login.html`); in it `old` stands exactly once, and `new` is put in its place.
    """

    name: str
    breaks: str
    module: str
    old: str
    new: str
    says: str

    @property
    def in_python(self) -> bool:
        return "/" not in self.module

    @property
    def file(self) -> Path:
        """Where `old` stands."""
        path = ROOT / (self.module.replace(".", "/") if self.in_python else self.module)
        return path if not self.in_python else path / "__init__.py" if path.is_dir() else path.with_suffix(".py")

    def patched(self) -> str:
        """The whole source of `file`, with the defect. Raises Stale."""
        source = self.file.read_text("utf-8") if self.file.is_file() else ""
        found = source.count(self.old)
        if found != 1 or self.old == self.new:
            raise Stale(
                f"the defect {self.name} is stale: in {self.module} its old text stands {found} times, not once"
            )
        return source.replace(self.old, self.new)
