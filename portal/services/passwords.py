"""Password hashes by argon2id. Slow on purpose: run these on the pool, never in a transaction.

The cost is the second of the equivalent choices in OWASP's password storage cheat sheet: 19 MiB, 2 passes, 1 lane.
"""

from __future__ import annotations

# The hash of a random password nobody knows, with the same parameters as a real one: an unknown account takes as long.
NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$2uGBiI84/7uAYElQ/bNTDg$Tsqq9xbeh01P8oytL1kaYcbFVBXNiEYTo5D+7mgt2Gw"


def make(password: str, *, cheap: bool = False) -> str:
    """A hash that carries its own parameters; `cheap` ones (a few ms) are for made-up accounts by the thousand."""
    from argon2 import PasswordHasher

    time_cost, memory_cost = (1, 1024) if cheap else (2, 19456)
    return PasswordHasher(time_cost=time_cost, memory_cost=memory_cost, parallelism=1).hash(password)


def verify(hash_: str, password: str) -> bool:
    from argon2 import PasswordHasher
    from argon2.exceptions import VerifyMismatchError

    try:
        return PasswordHasher().verify(hash_, password)
    except VerifyMismatchError:
        return False
