"""Password hashes by argon2id (RFC 9106). Slow on purpose: run these on the pool, never in a transaction."""

from __future__ import annotations

# The hash of a random password nobody knows, with the same parameters as a real one: an unknown account takes as long.
NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$PfBkP9XLM1I5zDZu3Kp/LA$rNDWjYw9ZMFP3+I+/wrGHIngK3ZIK6SPP2vMwg3uKLY"


def make(password: str, *, cheap: bool = False) -> str:
    """A hash that carries its own parameters; `cheap` ones (a few ms) are for made-up accounts by the thousand."""
    from argon2 import PasswordHasher

    hasher = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1) if cheap else PasswordHasher()
    return hasher.hash(password)


def verify(hash_: str, password: str) -> bool:
    from argon2 import PasswordHasher
    from argon2.exceptions import VerifyMismatchError

    try:
        return PasswordHasher().verify(hash_, password)
    except VerifyMismatchError:
        return False
