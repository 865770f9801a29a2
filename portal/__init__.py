"""The reference portal: an operator's audio-conference service, run as a process of its own."""

__version__ = "0.1.0"
