"""Puts a defect into the portal's process: an import hook for a module, an overlay for a template or a static file.

Nothing on disk changes, and no bytecode is written or read for the module that has the defect.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import types
from collections.abc import Sequence
from dataclasses import replace
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path

from tests.defects.defect import Defect


def install(defect: Defect, overlay: Path) -> None:
    """From now on the portal that this process imports has the defect. Raises Stale.

    `overlay` is an empty folder that lasts as long as the process: it takes the pages' files if one of them has it.
    """
    if any(name.partition(".")[0] == "portal" for name in sys.modules):
        raise RuntimeError("a defect is put in before anything of the portal is imported")
    in_python = defect if defect.in_python else _overlaid(defect, overlay)
    sys.meta_path.insert(0, _Patched(in_python))


def serve(defect: Defect, told: Sequence[str]) -> int:
    """`python -m portal` with the defect in it; answers with its exit code. Raises Stale."""
    with tempfile.TemporaryDirectory(prefix="defect-") as overlay:
        install(defect, Path(overlay))
        from portal.__main__ import main as portal

        return portal(told)


def _overlaid(defect: Defect, overlay: Path) -> Defect:
    """Copies the pages' files and patches one of them; answers with what makes the portal take the copies."""
    here = "HERE = Path(__file__).parent\n"
    pages = replace(defect, module="portal.web.rendering", old=here, new=f"HERE = Path({str(overlay)!r})\n")
    web = pages.file.parent
    for folder in ("templates", "static"):
        shutil.copytree(web / folder, overlay / folder)
    (overlay / defect.file.relative_to(web)).write_text(defect.patched(), "utf-8")
    return pages


class _Patched(MetaPathFinder):
    """Finds the one module that has the defect."""

    def __init__(self, defect: Defect) -> None:
        self._module = defect.module
        self._loader = _Loader(defect.module, str(defect.file))
        self._loader.patched = defect.patched()

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != self._module:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None:
            spec.loader = self._loader
        return spec


class _Loader(SourceFileLoader):
    patched = ""

    def get_code(self, fullname: str) -> types.CodeType:
        return compile(self.patched, self.get_filename(fullname), "exec", dont_inherit=True)
