"""What the comparison shows beside the scorecard of a deputy, as an edition freezes it."""

from dataclasses import dataclass, field

from models.meeting import Answer


@dataclass(frozen=True)
class Beside:
    """Meetings with voters by whether in the district; letters that were sent, and answered."""

    meetings: dict[Answer, int] = field(default_factory=dict)
    letters: int = 0
    answered: int = 0


@dataclass(frozen=True)
class BesidePart:
    """The same for all deputies that an edition covers, by slug."""

    deputies: dict[str, Beside] = field(default_factory=dict)
