"""Find the deputies of a pack among those whom the portal has met already."""

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.packs.problems import Problem
from app.packs.read import Pack
from app.packs.schema import TABLES
from models import names
from models.person import Deputy, DeputyIdentity, Mandate
from models.place import Convocation, Legislature

LANGS = ("ru", "kk", "en")


def deputies_met(session: Session, pack: Pack) -> tuple[dict[str, Deputy], list[Problem]]:
    """Who of the pack's deputies is there already, by slug, and whom a person must tell apart.

    One person is known by the mark of an earlier load, else by an official id, else by a
    slug that a pack has given, else by folded name within the convocation.
    """
    marked = {
        (identity.scheme, identity.value): identity.deputy
        for identity in session.scalars(select(DeputyIdentity))
    }
    by_pack = {deputy.slug: deputy for (scheme, _), deputy in marked.items() if "pack/" in scheme}
    official = {
        row.values["deputy"]: marked.get((row.values["scheme"], row.values["value"]))
        for row in reversed(pack.rows("identities"))
        if (row.values["scheme"], row.values["value"]) in marked
    }
    met: dict[str, Deputy] = {}
    for row in pack.rows("deputies"):
        found = (
            marked.get((f"pack/{pack.key}", row.key))
            or official.get(row.key)
            or by_pack.get(row.key)
        )
        if found is not None:
            met[row.key] = found
    return met, _meet_by_name(session, pack, met)


def _meet_by_name(session: Session, pack: Pack, met: dict[str, Deputy]) -> list[Problem]:
    """Add to `met` those known by name alone; say which names fit more than one person."""
    taken = {deputy.id for deputy in met.values()}
    people: dict[tuple[str, ...], set[Deputy]] = defaultdict(set)
    for deputy in session.scalars(
        select(Deputy)
        .join(Deputy.mandates)
        .join(Mandate.convocation)
        .join(Convocation.legislature)
        .where(Legislature.key == pack.legislature, Convocation.number == pack.convocation)
    ).unique():
        if deputy.id not in taken:
            for lang in LANGS:
                if name := getattr(deputy, f"name_{lang}"):
                    people[names.words(name)].add(deputy)
    problems, claimed = [], {}
    for row in pack.rows("deputies"):
        if row.key in met:
            continue
        spellings = [row.values[f"name_{lang}"] for lang in LANGS if row.values[f"name_{lang}"]]
        found = set[Deputy]().union(*(people.get(names.words(name), set()) for name in spellings))
        slugs = sorted(deputy.slug for deputy in found)
        if len(found) > 1 or any(deputy.id in claimed for deputy in found):
            expected = (
                f"one person of this name in the convocation, not {', '.join(slugs)}: "
                f"say which by an official id in {TABLES['identities'].file}"
            )
            file = TABLES["deputies"].file
            problems.append(Problem(file, row.number, "slug", row.key, expected))
        elif found:
            met[row.key] = found.pop()
            claimed[met[row.key].id] = row.key
    return problems
