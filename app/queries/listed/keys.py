"""Under which names seats are asked for."""

from dataclasses import dataclass

from app.queries.deputies import Text
from models.person import MandateKind


@dataclass(frozen=True)
class SeatKey:
    """A seat under the names that it is asked for by.

    `last` is false where the same person holds a later seat of the same convocation, which is
    the one that pages of the person are about. `programme_of` is the party whose programme
    stands in for one of their own.
    """

    slug: str
    name: Text
    mandate: int
    kind: MandateKind
    district: int | None
    region: str | None
    party: str | None
    seq: int = 1
    last: bool = True
    programme_of: int | None = None


@dataclass(frozen=True)
class Narrow:
    """Which seats are asked for; None leaves it open."""

    deputy: str | None = None
    district: int | None = None
    region: str | None = None
    party: str | None = None
    kind: MandateKind | None = None

    def __bool__(self) -> bool:
        return self != Narrow()

    def fits(self, seat: SeatKey) -> bool:
        """Whether a seat is asked for."""
        return (
            self.deputy in (None, seat.slug)
            and self.district in (None, seat.district)
            and self.region in (None, seat.region)
            and self.party in (None, seat.party)
            and self.kind in (None, seat.kind)
        )
