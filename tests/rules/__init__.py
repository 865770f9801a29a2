"""How tests and page objects are written, as checks: `python -m tests.rules` (`make lint` runs it)."""
