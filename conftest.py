"""Every test of the house is given the same fixtures; each stands in a module of its own."""

from __future__ import annotations

from fixtures.plugins import PLUGINS

pytest_plugins = [*PLUGINS, "pytester"]
