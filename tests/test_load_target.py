"""The portal that a load run is about."""

from __future__ import annotations

import stat
from pathlib import Path

from fixtures import credentials
from load.target import Target
from load.world import Account


def test_accounts_are_handed_on_as_they_are(tmp_path: Path) -> None:
    """Whatever stands in a password; and nobody else may read the file."""
    given = [Account("375259990001", '"\\\n\t\x7f\x1b'), Account("Иван", "пароль \U0001f511 \u2028")]
    file = Target("http://127.0.0.1:9", given=given).hand_on(tmp_path / "accounts.toml")
    assert [(one.login, one.password.reveal()) for one in credentials.from_file(file)] == [
        (one.login, one.password) for one in given
    ]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
