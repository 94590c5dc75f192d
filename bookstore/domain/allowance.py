"""How often somebody may do something: so many at once, and so many in the long run.

One number is kept for each of them: the moment until which the allowance is used up. Each
act moves it on by the time after which another one is free; whoever has moved it further
ahead than the whole allowance lasts has to wait. (Known as the generic cell rate algorithm.)
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many acts in so many seconds: at once, or spread, but on average no more."""

    acts: int
    seconds: int

    def spend(self, used_until_ms: int, *, now_ms: int) -> int | None:
        """Spend one act.

        Args:
            used_until_ms: what the last spending answered; 0 at first.
            now_ms: of a clock that never goes back.

        Returns:
            The moment to remember, or None: not now, and nothing was spent.
        """
        until = max(used_until_ms, now_ms) + self.seconds * 1000 // self.acts
        return until if until - now_ms <= self.seconds * 1000 else None
