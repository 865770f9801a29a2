"""Puts a defect into the portal's process: an import hook for a module, an overlay for a template or a static file.

Nothing on disk changes, and no bytecode is written or read for the module that has the defect.
"""

from __future__ import annotations

import shutil
import sys
import types
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path

from tests.defects.defect import Defect, Stale

PAGES = Defect(
    name="overlay",
    breaks="",
    module="portal.web.rendering",
    old="HERE = Path(__file__).parent\n",
    new="HERE = Path({overlay!r})\n",
    says="the line that says where templates and static files are: an overlay of them begins there",
)


def install(defect: Defect, overlay: Path) -> None:
    """From now on the portal that this process imports has the defect. Raises Stale.

    `overlay` is an empty folder that lasts as long as the process: it takes the pages' files if one of them has it.
    """
    if any(name.partition(".")[0] == "portal" for name in sys.modules):
        raise RuntimeError("a defect is put in before anything of the portal is imported")
    if defect.in_python:
        sys.meta_path.insert(0, _Patched(defect.module, defect.patched(), defect.file))
        return
    web = PAGES.file.parent
    for folder in ("templates", "static"):
        shutil.copytree(web / folder, overlay / folder)
    copy = overlay / defect.file.relative_to(web)
    if not copy.is_file():
        raise Stale(f"the defect {defect.name} is stale: {defect.module} is no file of the portal's pages")
    copy.write_text(defect.patched(), "utf-8")
    source = PAGES.patched().replace("{overlay!r}", repr(str(overlay)))
    sys.meta_path.insert(0, _Patched(PAGES.module, source, PAGES.file))


class _Patched(MetaPathFinder):
    """Finds one module, with another source than its file has."""

    def __init__(self, module: str, source: str, file: Path) -> None:
        self._module = module
        self._source = source
        self._file = file

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != self._module:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None:
            spec.loader = _Loader(name, str(self._file), self._source)
        return spec


class _Loader(SourceFileLoader):
    def __init__(self, module: str, file: str, source: str) -> None:
        super().__init__(module, file)
        self._patched = source

    def get_code(self, fullname: str) -> types.CodeType:
        return compile(self._patched, self.get_filename(fullname), "exec", dont_inherit=True)
