"""The use cases of the portal: one function each, one transaction each; `work` is that transaction.

They raise `Refused` where a rule says no and `NotFound` for what is not there or not the caller's: the two look alike.
"""

from __future__ import annotations


class NotFound(Exception):
    """There is no such thing, or it belongs to somebody else."""
