"""Bring a pack that was found sound into the database, in one transaction of the caller.

Nothing is deleted. What a person has changed in the portal stays, and so does what a site
has said since; both are reported. The journal knows who set what, so no bookkeeping of our
own is needed.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session

from app.packs.columns import Table, follows
from app.packs.people import deputies_met
from app.packs.problems import PackError
from app.packs.read import Known, Pack, Row, read
from app.packs.report import Gone, Kept, Report
from app.packs.schema import TABLES
from models import audit, merge, names
from models.audit import Audit
from models.base import Base, Confidence
from models.item import QUEUED_KINDS, DatePrecision, Item, Participation, Role
from models.person import Deputy, DeputyFact, DeputyIdentity, MandateKind, Party
from models.place import Legislature, Region
from models.record import Record, RecordParticipation
from models.source import Source
from models.topic import CodeBook, Topic

#: Values that say no more than that nothing is known: the pack may fill them.
EMPTY = (
    None,
    "",
    Confidence.MISSING,
    MandateKind.NOT_STATED,
    Role.NOT_STATED,
    DatePrecision.UNKNOWN,
)
#: Where a site that said otherwise since is right: None stands for all of a table's values.
#: Elsewhere a run only leaves placeholders, and the pack says what they stand for.
SITES_KNOW_BETTER: Mapping[str, frozenset[str] | None] = {
    "deputies": None,
    "mandates": frozenset({"faction", "committee_kk", "committee_ru", "committee_en"}),
    "items": None,
    "participations": None,
    "record_participations": None,
}
#: What a row that left the pack is called in the report: the first of these that it has.
LABELS = ("key", "slug", "source_uid", "name", "number", "value", "day", "year")


def load(session: Session, directory: Path, now: datetime) -> Report:
    """Read the pack in `directory`, check it whole and bring it in; the caller commits.

    Raises PackError, before anything is written, with everything that is wrong.
    """
    if session.get_bind().dialect.name == "postgresql":
        # Two loads at once would both find a row absent; the second waits here instead.
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": audit.ADVISORY_LOCK})
    known = _known(session)
    pack = read(directory, known)
    met, problems = deputies_met(session, pack)
    if problems:
        raise PackError(problems)
    audit.bind(session, actor=f"pack:{pack.key}", now=now)
    return _Loader(session, pack, known, met).run()


def _known(session: Session) -> Known:
    """The keys and ids of the shared tables as the database has them."""
    topics = (
        select(CodeBook.key, Topic.key, Topic.id).join(Topic.code_book).order_by(CodeBook.version)
    )
    return {
        "legislatures": _ids(session.execute(select(Legislature.key, Legislature.id))),
        "regions": _ids(session.execute(select(Region.key, Region.id))),
        "parties": _ids(session.execute(select(Party.key, Party.id))),
        "deputies": _ids(session.execute(select(Deputy.slug, Deputy.id))),
        "topics": {f"{book}/{key}": row_id for book, key, row_id in session.execute(topics)},
    }


def _ids(rows: Iterable[Any]) -> dict[str, int]:
    return dict(tuple(row) for row in rows)


class _Loader:
    """One load: the ids of what was loaded so far, and the report on it."""

    def __init__(
        self, session: Session, pack: Pack, known: Known, met: Mapping[str, Deputy]
    ) -> None:
        self.session = session
        self.pack = pack
        self.met = met
        self.actor = f"pack:{pack.key}"
        self.report = Report(pack.key)
        self.ids: dict[str, dict[str, int]] = defaultdict(dict)
        for name, keys in known.items():
            self.ids[name].update(keys)
        self.touched: set[tuple[str, int]] = set()
        self.changed: set[Base] = set()
        self.unsettled: set[int] = set()

    def run(self) -> Report:
        """Load every file in the order of the pack."""
        special = {
            "deputies": self.deputy,
            "programmes": self.programme,
            "acts": self.act,
            "participations": self.participation,
            "figures": self.figure,
        }
        for name, rows in self.pack.tables.items():
            for row in rows:
                self.ids[name][row.key] = special.get(name, self.row)(TABLES[name], row)
        merge.settle(self.session, self.unsettled)
        self.report_rows_gone()
        return self.report

    def row(self, table: Table, row: Row) -> int:
        """A row of a table that needs nothing of its own."""
        values = self.values(table, row)
        for name in values.keys() - set(inspect(table.model).columns.keys()):
            # The source of an identity stays in the pack: its table has no place for it.
            del values[name]
        keys = table.find or table.key
        find = {name: values.pop(name) for name in keys} | dict(table.constants)
        if table.scoped:
            find["convocation_id"] = self.convocation_id
        return self.put(table.model, find, values, follows(table), row.key).id

    def values(self, table: Table, row: Row) -> dict[str, Any]:
        """The attributes of the row's model, references turned into ids."""
        return {
            column.attribute: self.reference(column.refs, row.values[column.name])
            if column.refs
            else row.values[column.name]
            for column in table.columns
        }

    def reference(self, refs: Mapping[str, str], key: str | None) -> int | None:
        """The id of what `key` names; the reading has made sure that it exists."""
        for prefix, target in refs.items():
            if key is not None and key.startswith(prefix):
                return self.ids[target][key.removeprefix(prefix)]
        return None

    @property
    def convocation_id(self) -> int:
        """The convocation that the pack is about."""
        return self.ids["convocations"][f"{self.pack.legislature}/{self.pack.convocation}"]

    def deputy(self, table: Table, row: Row) -> int:
        """A person, met already or new, and what the pack says of their names."""
        values = self.values(table, row)
        said = {name: values.pop(name) for name in ("slug", "source", "confidence")}
        confidences = {lang: values.pop(f"name_{lang}_confidence") for lang in ("kk", "ru", "en")}
        person = self.met.get(row.key)
        if person is None:
            key = name_key(values)
            slug = {"slug": self.free_slug(row.key)}
            person = self.put(Deputy, slug, {**values, "name_key": key}, {}, row.key)
        else:
            self.meet(person, values, {}, row.key)
            if person in self.changed:
                shown = {f"name_{lang}": getattr(person, f"name_{lang}") for lang in confidences}
                person.name_key = name_key(shown)
        mark = {"scheme": f"pack/{self.pack.key}", "value": row.key}
        self.put(DeputyIdentity, mark, {"deputy_id": person.id}, {}, row.key)
        for lang, confidence in confidences.items():
            if values[f"name_{lang}"]:
                find = {
                    "deputy_id": person.id,
                    "convocation_id": self.convocation_id,
                    "origin": self.actor,
                    "field": "name",
                    "lang": lang,
                    "value": values[f"name_{lang}"],
                }
                fact = {"source": said["source"], "confidence": confidence}
                self.put(DeputyFact, find, fact, {"confidence": ("source",)}, row.key)
        return person.id

    def free_slug(self, slug: str) -> str:
        """`slug`, or the next one that nobody has: somebody else may bear the same name."""
        taken = set(self.session.scalars(select(Deputy.slug).where(Deputy.slug.startswith(slug))))
        free, count = slug, 1
        while free in taken:
            count += 1
            free = f"{slug}-{count}"
        return free

    def programme(self, table: Table, row: Row) -> int:
        """The programme of a mandate, or of a party in this convocation."""
        values = self.values(table, row)
        owner_id = values.pop("owner")
        find: dict[str, Any]
        if row.key.startswith("party:"):
            find = {"party_id": owner_id, "convocation_id": self.convocation_id}
        else:
            find = {"mandate_id": owner_id}
        return self.put(table.model, find, values, follows(table), row.key).id

    def act(self, table: Table, row: Row) -> int:
        """An act: the source's record of it, and the item."""
        values = self.values(table, row)
        key, source, confidence = (values.pop(name) for name in ("key", "source", "confidence"))
        values["date"], values["date_precision"] = values["date"] or (None, DatePrecision.UNKNOWN)
        dated = {"date_precision": ("date",)}
        own = ("kind", "title_kk", "title_ru", "number", "date", "date_precision")
        common = {name: values[name] for name in own} | {"convocation_id": self.convocation_id}
        addressee = values["addressee_ru"] or values["addressee_kk"]
        item = common | {
            "period_start": values["period_start"],
            "period_end": values["period_end"],
            "addressee": addressee,
            "theme_id": values["theme_id"],
            "confirmed": values["confirmed"],
            "queued": values["kind"] in QUEUED_KINDS,
        }
        find: dict[str, Any] = {"key": f"{self.pack.source_key}/{key}"}
        act = self.put(Item, find, item, dated, row.key)
        record = common | {
            name: values[name]
            for name in values
            if name.startswith(("lead_", "addressee_", "url_"))
        }
        record |= {"item_id": act.id, "kind_rule": "pack"}
        record |= {"source": source, "confidence": confidence}
        find = {"source_id": self.source_id, "source_uid": key}
        said = self.put(Record, find, record, dated | {"confidence": ("source",)}, row.key)
        if said in self.changed and self.joined(act):
            self.unsettled.add(act.id)
        return said.id

    def joined(self, act: Item) -> bool:
        """Whether the act was found to be the same as another: then all their records count."""
        joins = select(Item.id).where(Item.merged_into_id == act.id).limit(1)
        return act.merged_into_id is not None or self.session.scalar(joins) is not None

    @property
    def source_id(self) -> int:
        """The source under whose name the acts of the pack are kept."""
        if not self.ids["sources"]:
            find, values = {"key": self.pack.source_key}, {"name": self.pack.source_name}
            row = self.put(Source, find, values, {}, self.pack.source_key)
            self.ids["sources"][self.pack.source_key] = row.id
        return self.ids["sources"][self.pack.source_key]

    def participation(self, table: Table, row: Row) -> int:
        """A deputy of the pack, or somebody known by name only, in an act."""
        mandate_id = self.reference({"": "mandates"}, row.values["deputy"])
        name = row.values["name"] or self.names[row.values["deputy"]]
        record = self.session.get_one(Record, self.ids["acts"][row.values["act"]])
        role = row.values["role"]
        find: dict[str, Any] = {"record_id": record.id, "name_key": " ".join(names.words(name))}
        values = {"mandate_id": mandate_id, "name": name, "role": role}
        said = self.put(RecordParticipation, find, values, {}, row.key)
        if self.joined(record.item):
            if said in self.changed:
                self.unsettled.add(record.item_id)
        elif mandate_id is not None:
            find = {"item_id": record.item_id, "mandate_id": mandate_id}
            self.put(Participation, find, {"role": role}, {}, row.key)
        return said.id

    @cached_property
    def names(self) -> dict[str, str]:
        """The name of each deputy in the pack."""
        return {row.key: row_name(row.values) for row in self.pack.rows("deputies")}

    def figure(self, table: Table, row: Row) -> int:
        """A stated figure; its key is told apart from those of other packs."""
        values = self.values(table, row)
        find = {"key": f"{self.pack.key}/{values.pop('key')}"}
        values["convocation_id"] = self.convocation_id
        part_of = row.values["sum_key"]
        values["sum_key"] = f"{self.pack.key}/{part_of}" if part_of else None
        return self.put(table.model, find, values, follows(table), row.key).id

    def put(
        self,
        model: type[Base],
        find: Mapping[str, Any],
        values: Mapping[str, Any],
        follow: Mapping[str, tuple[str, ...]],
        label: str,
    ) -> Any:
        """The row of `model` that `find` tells apart, made or brought up to `values`."""
        row = self.session.scalar(select(model).filter_by(**find))
        if row is not None:
            return self.meet(row, values, follow, label)
        given = {name: value for name, value in values.items() if value is not None}
        row = model(**find, **given)
        self.session.add(row)
        self.session.flush()
        self.touched.add((model.__tablename__, row.id))
        self.changed.add(row)
        self.report.tables[model.__tablename__].created += 1
        return row

    def meet(
        self,
        row: Any,
        values: Mapping[str, Any],
        follow: Mapping[str, tuple[str, ...]],
        label: str,
    ) -> Any:
        """Bring a row that is there up to `values`, as far as nobody else has set them."""
        table = row.__tablename__
        self.touched.add((table, row.id))
        filled: set[str] = set()
        kept: set[str] = set()
        # What qualifies a value comes after it: it is set, and it stays, together with it.
        for name in sorted(values, key=lambda name: name in follow):
            new, old = values[name], getattr(row, name)
            leads = set(follow.get(name, ()))
            if new == old or (leads & kept and not leads & filled):
                continue
            by = self.setter(table, row.id, name)
            if new is None:
                kept.add(name)
                if by == self.actor:
                    self.report.gone.append(Gone(table, label, name))
            elif self.may_set(table, name, by, spare=old in EMPTY or bool(leads & filled)):
                setattr(row, name, new)
                filled.add(name)
            else:
                kept.add(name)
                self.report.kept.append(Kept(table, label, name, str(old), str(new), str(by)))
        counts = self.report.tables[table]
        counts.updated += bool(filled)
        counts.unchanged += not filled
        if filled:
            self.changed.add(row)
        self.session.flush()
        return row

    def may_set(self, table: str, name: str, by: str | None, *, spare: bool) -> bool:
        """Whether the pack may put its value in place of the one that `by` has set.

        A `spare` value says nothing, or goes with one that the pack has just set.
        """
        if by is None or by == self.actor:
            return True
        if by.startswith("user:"):
            return False
        if spare:
            return True
        better = SITES_KNOW_BETTER.get(table, frozenset())
        return by.startswith("run:") and better is not None and name not in better

    def setter(self, table: str, row_id: int, name: str) -> str | None:
        """Who set this value last, as the journal has it; None where nobody ever has."""
        changes = self.session.execute(
            select(Audit.actor, Audit.after)
            .where(Audit.entity == table, Audit.entity_id == row_id)
            .order_by(Audit.id.desc())
        )
        return next((actor for actor, after in changes if name in (after or {})), None)

    def report_rows_gone(self) -> None:
        """Report the rows that an earlier version of this pack made and this one has not."""
        models = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
        made = self.session.execute(
            select(Audit.entity, Audit.entity_id)
            .where(Audit.actor == self.actor, Audit.action == "create")
            .order_by(Audit.id)
        )
        for table, row_id in made:
            if (table, row_id) in self.touched:
                continue
            row = self.session.get(models[table], row_id)
            label = next((str(getattr(row, name)) for name in LABELS if hasattr(row, name)), "")
            self.report.gone.append(Gone(table, f"{label or row_id}"))


def name_key(values: Mapping[str, Any]) -> str:
    """The folded name by which a person is found and put in order."""
    return names.fold(row_name(values))


def row_name(values: Mapping[str, Any]) -> str:
    """The name that a person is matched by: the Russian one, or the nearest to it."""
    return next(values[f"name_{lang}"] for lang in ("ru", "kk", "en") if values[f"name_{lang}"])
