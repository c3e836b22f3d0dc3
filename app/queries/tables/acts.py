"""Acts, what sources say of them, and who took part."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, defer

from app.queries.order import by_codepoint
from app.queries.table_shapes import By, Cells, Scope, Table
from app.queries.tables import columns as c
from app.queries.tables import held
from app.queries.tables.common import batches, day, gather, joined, month, term_key, topic_key
from app.queries.tables.scoping import of_item, of_mandate
from app.scoring.words import N_
from models.item import Item, Participation
from models.person import Deputy, Mandate
from models.place import Convocation, Legislature
from models.record import Record, RecordParticipation
from models.source import Capture, Source
from models.topic import CodeBook, Topic

#: What stands in place of a title that the source itself left empty.
UNTITLED_RU = "[без заголовка]"
UNTITLED_KK = "[тақырыпсыз]"
#: By what acts and all that belongs to them can be chosen.
BY_ACT = frozenset({By.TERM, By.PERIOD, By.REGION, By.PARTY, By.TOPIC})


def titled(value: str | None, untitled: str) -> str | None:
    """A title; the source's own empty one is said, one not given in a language is nothing."""
    return None if value is None else value.strip() or untitled


DEPUTIES_NAMED = c.text(
    key="deputies",
    title=N_("Deputies"),
    about=N_("Those who took part, as addresses name them, parted by semicolons."),
)

RECORDS = (
    c.key(
        c.text(
            key="source",
            title=N_("Source"),
            about=N_("Key of the site, the country pack, or what people entered by hand."),
        )
    ),
    c.key(
        c.text(
            key="source_id",
            title=N_("Number at the source"),
            about=N_("How the source itself tells its records apart."),
        )
    ),
    c.KIND, c.DATE,
    c.text(key="number", title=N_("Number"), about=N_("Number of the act as the source gives it.")),
    c.TITLE_RU, c.TITLE_KK,
    c.text(
        key="deputy",
        title=N_("Deputies"),
        about=N_("Those whom the source names, as addresses name them, parted by semicolons."),
    ),
    c.moment(key="first_seen", title=N_("First seen"),
             about=N_("When the source was first seen to show it, in UTC.")),
    c.moment(key="last_seen", title=N_("Last seen"),
             about=N_("When the source was last seen to show it, in UTC.")),
    c.link(key="url", title=N_("Address"),
           about=N_("Where the source shows it: in Russian, or else in Kazakh.")),
    c.MONTH, c.PRECISION,
    c.text(key="category", title=N_("Category"), about=N_("Where the source files it.")),
    c.text(key="kind_rule", title=N_("Rule of the kind"),
           about=N_("By which rule the kind of the act was told from the record.")),
    c.CONVOCATION, c.ITEM,
    c.yes_no(key="listed", title=N_("Still listed"),
             about=N_("Whether the newest copy of the source's list still shows it.")),
    c.text(key="names", title=N_("Names"),
           about=N_("Deputies as the source writes them, parted by semicolons.")),
    c.text(key="addressee_ru", title=N_("Addressee in Russian"),
           about=N_("To whom the act was sent.")),
    c.text(key="addressee_kk", title=N_("Addressee in Kazakh"),
           about=N_("To whom the act was sent.")),
    c.link(key="url_ru", title=N_("Address in Russian"), about=N_("The page in Russian.")),
    c.link(key="url_kk", title=N_("Address in Kazakh"), about=N_("The page in Kazakh.")),
    c.text(key="said_by", title=N_("Said by"),
           about=N_("Where what a country pack says comes from, in words.")),
    c.CONFIDENCE,
    c.text(key="sha256_ru", title=N_("Hash of the copy in Russian"),
           about=N_("SHA-256 of the newest kept copy.")),
    c.text(key="sha256_kk", title=N_("Hash of the copy in Kazakh"),
           about=N_("SHA-256 of the newest kept copy.")),
)  # fmt: skip


def records(session: Session, scope: Scope) -> Iterator[Cells]:
    """What each source says of each act. `names` are deputies as the source writes them."""
    ru, kk = aliased(Capture), aliased(Capture)
    query = (
        select(Record, Source.key, Item.key, Convocation.number, Legislature.key,
               ru.sha256, kk.sha256)
        .options(defer(Record.text_ru), defer(Record.text_kk))
        .join(Source, Record.source_id == Source.id)
        .join(Item, Record.item_id == Item.id)
        .join(Convocation, Record.convocation_id == Convocation.id)
        .join(Legislature)
        .outerjoin(ru, Record.capture_ru_id == ru.id)
        .outerjoin(kk, Record.capture_kk_id == kk.id)
        .where(of_item(scope))
        .order_by(by_codepoint(session, Source.key), by_codepoint(session, Record.source_uid))
    )  # fmt: skip
    for batch in batches(session, query):
        ids = [row[0].id for row in batch]
        slugs = gather(
            session,
            select(RecordParticipation.record_id, Deputy.slug)
            .join(Mandate, RecordParticipation.mandate_id == Mandate.id)
            .join(Deputy)
            .where(RecordParticipation.record_id.in_(ids)),
        )
        names = gather(
            session,
            select(RecordParticipation.record_id, RecordParticipation.name).where(
                RecordParticipation.record_id.in_(ids)
            ),
        )
        for r, source, item, number, legislature, sha_ru, sha_kk in batch:
            yield (
                source, r.source_uid, r.kind, day(r.date, r.date_precision), r.number,
                titled(r.title_ru, UNTITLED_RU), titled(r.title_kk, UNTITLED_KK),
                joined(slugs, r.id), r.first_seen, r.last_seen, r.url_ru or r.url_kk,
                month(r.date, r.date_precision), r.date_precision, r.category, r.kind_rule,
                term_key(legislature, number), item, r.listed, joined(names, r.id),
                r.addressee_ru, r.addressee_kk, r.url_ru, r.url_kk, r.source, r.confidence,
                sha_ru, sha_kk,
            )  # fmt: skip


ITEMS = (
    c.key(c.text(key="item", title=c.ITEM.title, about=c.ITEM.about)),
    c.CONVOCATION, c.KIND,
    c.yes_no(key="kind_by_person", title=N_("Kind set by a person"),
             about=N_("Whether a person, and not a rule, said what the act is.")),
    c.DATE, c.MONTH, c.PRECISION,
    c.date(key="period_start", title=N_("Not before"),
           about=N_("First day of the period in which the act lies, where its day is not known.")),
    c.date(key="period_end", title=N_("Not after"),
           about=N_("Last day of the period in which the act lies, where its day is not known.")),
    c.text(key="number", title=N_("Number"), about=N_("Number of the act as the source gives it.")),
    c.TITLE_RU, c.TITLE_KK,
    c.text(key="addressee", title=N_("Addressee"), about=N_("To whom the act was sent.")),
    c.text(key="theme", title=N_("Theme"),
           about=N_("Code book and topic that its source or who entered it gave the act.")),
    c.yes_no(key="confirmed", title=N_("Confirmed"),
             about=N_("Whether the act is confirmed; one that is not enters no total.")),
    c.yes_no(key="queued", title=N_("To be read"),
             about=N_("Whether the act is among those that people read.")),
    c.text(key="answer_to", title=N_("Answer to"),
           about=N_("Key of the request that the act answers.")),
    c.text(key="merged_into", title=N_("Same act as"),
           about=N_("Key of the act that this one was found to be; such a row enters no total.")),
    DEPUTIES_NAMED,
    c.text(key="records", title=N_("Records"),
           about=N_("Source and number there of each record of the act, parted by semicolons.")),
)  # fmt: skip


def items(session: Session, scope: Scope) -> Iterator[Cells]:
    """The acts. One that was merged into another names it and has no deputies of its own."""
    if scope.edition is not None:
        yield from held.items(session, scope, scope.edition)
        return
    answered, survivor = aliased(Item), aliased(Item)
    query = (
        select(Item, Convocation.number, Legislature.key, Topic.key, CodeBook.key,
               answered.key, survivor.key)
        .join(Convocation, Item.convocation_id == Convocation.id)
        .join(Legislature)
        .outerjoin(Topic, Item.theme_id == Topic.id)
        .outerjoin(CodeBook, Topic.code_book_id == CodeBook.id)
        .outerjoin(answered, Item.answer_to_id == answered.id)
        .outerjoin(survivor, Item.merged_into_id == survivor.id)
        .where(of_item(scope))
        .order_by(by_codepoint(session, Item.key))
    )  # fmt: skip
    for batch in batches(session, query):
        ids = [row[0].id for row in batch]
        slugs = gather(
            session,
            select(Participation.item_id, Deputy.slug)
            .join(Mandate, Participation.mandate_id == Mandate.id)
            .join(Deputy)
            .where(Participation.item_id.in_(ids), ~Participation.withdrawn),
        )
        sources = gather(
            session,
            select(Record.item_id, Source.key + "/" + Record.source_uid)
            .join(Source, Record.source_id == Source.id)
            .where(Record.item_id.in_(ids)),
        )
        for i, number, legislature, theme, book, answer_to, merged in batch:
            yield (
                i.key, term_key(legislature, number), i.kind, i.kind_by_person,
                day(i.date, i.date_precision), month(i.date, i.date_precision), i.date_precision,
                i.period_start, i.period_end, i.number, titled(i.title_ru, UNTITLED_RU),
                titled(i.title_kk, UNTITLED_KK), i.addressee, topic_key(book, theme), i.confirmed,
                i.queued, answer_to, merged, joined(slugs, i.id), joined(sources, i.id),
            )  # fmt: skip


PARTICIPATIONS = (
    c.key(c.ITEM), c.key(c.DEPUTY), c.key(c.CONVOCATION), c.key(c.SEAT), c.ROLE,
    c.yes_no(key="withdrawn", title=N_("Withdrawn"),
             about=N_("Whether no record of the act carries it any longer; such a row enters no "
                      "total.")),
)  # fmt: skip


def participations(session: Session, scope: Scope) -> Iterator[Cells]:
    """Each deputy's part in each act."""
    if scope.edition is not None:
        yield from held.participations(session, scope)
        return
    query = (
        select(Item.key, Deputy.slug, Legislature.key, Convocation.number, Mandate.seq,
               Participation.role, Participation.withdrawn)
        .join(Item, Participation.item_id == Item.id)
        .join(Mandate, Participation.mandate_id == Mandate.id)
        .join(Deputy)
        .join(Convocation, Mandate.convocation_id == Convocation.id)
        .join(Legislature)
        .where(of_item(scope), of_mandate(scope))
        .order_by(
            by_codepoint(session, Item.key),
            by_codepoint(session, Deputy.slug),
            by_codepoint(session, Legislature.key),
            Convocation.number,
            Mandate.seq,
        )
    )  # fmt: skip
    for batch in batches(session, query):
        for item, slug, legislature, number, seat, role, withdrawn in batch:
            yield item, slug, term_key(legislature, number), seat, role, withdrawn


TABLES = (
    Table("items", N_("Acts"),
          N_("Requests, meetings, receptions and other acts; each stands once, however many "
             "deputies took part."), ITEMS, items, BY_ACT | {By.EDITION}),
    Table("participations", N_("Participations"), N_("Each deputy's part in each act."),
          PARTICIPATIONS, participations, BY_ACT | {By.EDITION}),
    Table("records", N_("Records"), N_("What each source says of each act."), RECORDS, records,
          BY_ACT),
)  # fmt: skip
