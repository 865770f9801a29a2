"""The reference portal: an operator's audio-conference service, run as a process of its own."""

from __future__ import annotations

__version__ = "0.1.0"
