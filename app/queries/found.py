"""What an edition says of one promise, for pages about many deputies."""

from dataclasses import dataclass

from app import scoring


@dataclass(frozen=True)
class Found:
    """What an edition says of one promise of one deputy; `action` is None where it is left out."""

    action: scoring.Action | None
    outcome: scoring.Outcome
