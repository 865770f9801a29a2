"""`python -m tests.relabelled serve …`: the reference portal of a later day, on which «Войти» is called «Вход»."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.defects.defect import Defect
from tests.defects.patching import install

NEW = Defect(
    "sign-in-is-called-otherwise",
    "3.2",
    "portal/web/templates/login.html",
    '<button class="main">{{ _("Войти") }}</button>',
    '<button class="main">Вход</button>',
    says="The button has another name.",
)


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="relabelled-") as overlay:
        install(NEW, Path(overlay))
        from portal.__main__ import main as portal

        return portal(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
