"""What the charts show, as pages, files and editions have it."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from app.queries.deputies import Text
from app.queries.terms import Term
from models.item import DatePrecision, Role
from models.meeting import Answer
from models.person import MandateKind
from models.programme import Availability, Origin


class Name(StrEnum):
    """The charts, in the order of the page."""

    AVAILABILITY = "availability"
    ORIGIN = "origin"
    FACTIONS = "factions"
    REQUESTS = "requests"
    MEETINGS = "meetings"


#: Groups that are sums over others, in which an item of several groups is one.
SINGLE_MANDATE, CHAMBER = "single_mandate", "chamber"
UNKNOWN = "unknown"


@dataclass(frozen=True)
class DeputyCounts:
    """A deputy, what is known of their programme, and their participations.

    `requests` by role, `meetings` with voters by whether they were in the district.
    """

    slug: str
    name: Text
    district: int | None
    availability: Availability | None = None
    origin: Origin | None = None
    requests: dict[Role, int] = field(default_factory=dict)
    meetings: dict[Answer, int] = field(default_factory=dict)


@dataclass(frozen=True)
class GroupCounts:
    """Requests of a group of deputies, each once: by the most that a source says of anyone's role.

    An item that a deputy of the group initiated is initiated by the group; otherwise its role is
    not stated where that of any of them is not, and it was only signed where they all signed.
    """

    key: str
    party: Text | None
    kind: MandateKind | None
    deputies: int
    requests: dict[Role, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All requests of the group, each once."""
        return sum(self.requests.values())


@dataclass(frozen=True)
class StatedBeside:
    """A figure that somebody else stated, with what is counted here for its very period.

    `line` is the key of the line of the chart that it belongs beside, `role` what it is of;
    `counted` is None where it is not counted here in the same way.
    """

    chart: Name
    line: str
    role: Role | None
    value: int
    counted: int | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    source: str | None = None
    sources: Text | None = None


@dataclass(frozen=True)
class ChartsPart:
    """All numbers of all charts. `as_of` and the observed period are those of an edition.

    `all_seats` says that there are no districts, so that the deputies are all there are.
    """

    term: Term
    deputies: tuple[DeputyCounts, ...] = ()
    groups: tuple[GroupCounts, ...] = ()
    stated: tuple[StatedBeside, ...] = ()
    all_seats: bool = False
    as_of: dt.date | None = None
    observed_from: dt.date | None = None
    observed_to: dt.date | None = None


@dataclass(frozen=True)
class RequestRow:
    """A request behind the number of a group, and the role by which the group has it."""

    key: str
    role: Role
    title_kk: str | None = None
    title_ru: str | None = None
    number: str | None = None
    date: dt.date | None = None
    precision: DatePrecision = DatePrecision.DAY
    period_start: dt.date | None = None
    period_end: dt.date | None = None


@dataclass(frozen=True)
class RequestRows:
    """All requests of one group, the newest first."""

    group: GroupCounts
    rows: tuple[RequestRow, ...] = ()
