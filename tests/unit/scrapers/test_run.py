from datetime import UTC, datetime

from scrapers.run import Reader
from scrapers.transport import FetchError, Response

URL = "http://www.parlam.kz/ru/blogs/kim"


class Busy:
    """A transport whose site is busy, and says so."""

    name = "live"
    warnings = ()

    def get(self, url: str, *, variant: str = "") -> Response:
        error = FetchError(url, "answered 503, 4 times in a row")
        now = datetime(2026, 11, 20, tzinfo=UTC)
        error.response = Response(url, 503, (), b"later", b"later", now, "live")
        raise error


class Keeper:
    def __init__(self) -> None:
        self.kept: list[Response] = []

    def keep(self, response: Response) -> "Keeper":
        self.kept.append(response)
        return self

    id = 1
    page_kind = None

    def page(self, capture: object) -> None:
        return None


def test_the_last_answer_of_a_busy_site_is_kept_and_the_address_is_named():
    keeper = Keeper()
    reader = Reader(None, Busy(), keeper, lambda done, total: None)
    assert reader(URL) is None
    assert [response.status for response in keeper.kept] == [503]
    assert reader.reading.failed == {URL: "answered 503, 4 times in a row"}
