"""`python -m tests.relabelled serve …`: the reference portal of a later day, on which «Войти» is called «Вход»."""

from __future__ import annotations

import sys

from tests.defects.defect import Defect
from tests.defects.patching import serve

NEW = Defect(
    "sign-in-is-called-otherwise",
    "3.2",
    "portal/web/templates/login.html",
    '<button class="main">{{ _("Войти") }}</button>',
    '<button class="main">Вход</button>',
    says="The button has another name.",
)


if __name__ == "__main__":
    sys.exit(serve(NEW, sys.argv[1:]))
