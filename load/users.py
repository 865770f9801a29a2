"""Locust's users. In an open run there is one for each process, who waits; otherwise each holds one after another."""

from __future__ import annotations

from typing import ClassVar

from locust import User, constant, task
from locust.exception import StopUser

from load.generator import Generator


class Chair(User):
    """Somebody who holds one conference after another, or whatever else the mix of the profile has."""

    wait_time = constant(0)
    generator: ClassVar[Generator]

    @task
    def hold(self) -> None:
        if self.generator.coming_by_itself:
            self.generator.wait()
        elif self.generator.next_journey():
            return
        raise StopUser
