"""A search among 20,000 acts, against a bare select of as many rows by an index."""

from sqlalchemy import insert, select

from app.extensions import db
from app.queries.search import search
from app.queries.search_filters import Wanted
from benchmarks.measure import Measured, best, portal
from models.item import DatePrecision, Item, Kind
from models.place import Convocation, Legislature
from models.search import analyse
from models.search_entry import Mirrored, SearchEntry, What

ACTS = 20_000
#: Beyond the numbers of the acts that the country pack brings.
FIRST = 1_000_000
TIMES = 20
#: A search reads a page of texts and counts every kind; a bare select does neither.
MOST = 20.0
WORDS = "дорога мектеп аурухана тариф су жол көше сот үй кітап"


def run() -> Measured:
    """Measure a word that one act in ten has, with counts, order and snippets."""
    with portal() as app, app.app_context():
        words = WORDS.split()
        with db.sessionmaker() as session:
            connection = session.connection()
            chamber = insert(Legislature).values(key="bench", name_ru="М").returning(Legislature.id)
            values = {"legislature_id": connection.scalar(chamber), "number": 8}
            term = connection.scalar(insert(Convocation).values(values).returning(Convocation.id))
            titles = [f"О деле {n} {words[n % len(words)]}" for n in range(ACTS)]
            common = {"convocation_id": term, "date": None}
            acts = [
                common
                | {"id": n, "key": f"a/{n}", "kind": Kind.DEPUTY_REQUEST, "title_ru": title,
                   "date_precision": DatePrecision.UNKNOWN}
                for n, title in enumerate(titles, FIRST)
            ]  # fmt: skip
            entries = [
                common
                | {"mirrored": Mirrored.ITEM, "row_id": n, "what": What.REQUEST,
                   "titles": analyse(title), "search_text": analyse(title)}
                for n, title in enumerate(titles, FIRST)
            ]  # fmt: skip
            connection.execute(insert(Item), acts)
            connection.execute(insert(SearchEntry), entries)
            session.commit()
            few = select(SearchEntry.id, SearchEntry.what, SearchEntry.date).where(
                SearchEntry.mirrored == Mirrored.ITEM,
                SearchEntry.row_id.between(FIRST, FIRST + ACTS // len(words) - 1),
            )
            found = search(session, Wanted("дороги"))
            return Measured(
                title="A search among 20,000 acts",
                what=f"{found.total} found, a page of {len(found.page.rows)}",
                seconds=best(lambda: search(session, Wanted("дороги")), TIMES),
                limit_what="as many rows by an index",
                against=best(lambda: session.execute(few).all(), TIMES),
                most=MOST,
            )
