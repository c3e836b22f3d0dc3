"""`flask mirror`: the public site as plain files that nobody can block, signed and checked."""

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from tqdm import tqdm
from werkzeug.exceptions import HTTPException
from werkzeug.test import EnvironBuilder

from app import clock
from app.config import ROOT, Config
from app.extensions import db, limiter
from app.logs import QUIET
from app.mirror import keys
from app.mirror.addresses import Scope
from app.mirror.build import Built, Order, Say, build
from app.mirror.reading import UNKNOWN
from app.mirror.shapes import Answer, Known, MirrorError
from app.mirror.verify import verify
from app.queries import editions
from app.queries.editions import EditionShown
from app.queries.search_dump import Searchable, everything
from app.words import LANGS

mirror = AppGroup("mirror", help="The public site as plain, signed files for any host.")
#: Faults and dead links that are named; of more only the number is told.
SHOWN = 200
CODE_OF = ("app", "templates", "models")


class OwnSite:
    """The portal as an anonymous visitor sees it, asked in this process without a server."""

    def __init__(self, app: Flask, base: str) -> None:
        self.base = base
        self._app = app
        self._client = app.test_client(use_cookies=False)
        self._urls = app.url_map.bind("mirror")
        self._memory = app.extensions["page_memory"]

    def fetch(self, path: str, known: Known | None = None) -> Answer:
        """What stands at a path with its query."""
        builder = EnvironBuilder(path=path, base_url=f"{self.base}/", environ_base={QUIET: True})
        if known is not None:
            builder.headers["If-None-Match"] = f'"{known.etag}"'
        url = builder.get_request().url
        if known is not None and known.state:
            self._memory.put(f"{url} ", known.state, known.etag)
        # A request within the context of the command would share its session, and the language and
        # the catalogue of the first page that was asked for.
        with Context().run(self._client.open, builder, buffered=True) as response:
            etag = response.get_etag()[0]
            state, of = self._memory.get(f"{url} ") or ("", "")
            now = Known(etag, state if of == etag else "") if etag else None
            return Answer(response.status_code, dict(response.headers), response.data, now)

    def of_edition(self, path: str, edition: int) -> str | None:
        """The address of the same page in an edition; None where editions have no such page."""
        bare, _, query = path.partition("?")
        try:
            endpoint, values = self._urls.match(bare)
        except HTTPException:
            return None
        if endpoint == "public.home":
            endpoint = "public.edition"
        elif "edition" in values or not self._app.url_map.is_endpoint_expecting(
            endpoint, "edition"
        ):
            return None
        found = self._urls.build(endpoint, {**values, "edition": edition})
        return f"{found}?{query}" if query else found


@mirror.command("build")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--edition", "number", type=click.IntRange(min=1), help="The pages of one edition.")
@click.option("--lang", "langs", type=click.Choice(LANGS), multiple=True,
              help="Only this language; may be given several times.")  # fmt: skip
@click.option("--base-url", help="Where the original stands, if SITE_URL does not say it.")
@click.option("--without-editions", is_flag=True, help="Leave out the pages of editions.")
def build_command(
    folder: Path, *, number: int | None, langs: tuple[str, ...], base_url: str | None,
    without_editions: bool,
) -> None:  # fmt: skip
    """Write the public site into FOLDER, or bring the copy there up to date."""
    config: Config = current_app.extensions["config"]
    base = _base(base_url or config.site_url)
    with db.sessionmaker() as session:
        edition = _edition(session, number)
    scope = Scope(tuple(x for x in LANGS if x in langs) or LANGS, number, not without_editions,
                  feeds=base != UNKNOWN)  # fmt: skip
    try:
        with _progress() as say:
            app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
            built = make(app, folder, scope, base, edition=edition, say=say)
    except MirrorError as error:
        raise click.ClickException(str(error)) from error
    _tell(folder, built, config)


def make(
    app: Flask, folder: Path, scope: Scope, base: str, *, edition: EditionShown | None, say: Say
) -> Built:
    """Build the copy that `scope` describes. Raises MirrorError."""
    config: Config = app.extensions["config"]
    now = clock.now().astimezone(clock.ALMATY)
    name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    order = Order(
        folder=folder.resolve(),
        work=config.instance_dir / "mirrors" / f"{name}.sqlite",
        scope=scope,
        now=now,
        as_of=(edition.as_of if edition else now.date()).isoformat(),
        generator=f"Promises Watch {code()}",
        seed=config.mirror_key,
        training=config.training,
    )

    def found() -> Searchable:
        with db.sessionmaker() as session:
            return everything(session, edition)

    with unlimited():
        return build(OwnSite(app, base), order, found, say)


@contextmanager
def unlimited() -> Iterator[None]:
    """Let this process ask the portal for pages as fast as it makes them."""
    before, limiter.enabled = limiter.enabled, False
    try:
        yield
    finally:
        limiter.enabled = before


def code() -> str:
    """Twelve digits that change with whatever pages are made of."""
    found = hashlib.sha256()
    for part in CODE_OF:
        for path in sorted((ROOT / part).rglob("*")):
            if path.is_file() and path.suffix not in (".pyc", ".mo"):
                found.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return found.hexdigest()[:12]


@mirror.command("verify")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--key", help="The public key that must have signed it, or a file with it.")
def verify_command(folder: Path, key: str | None) -> None:
    """Name every file of the copy in FOLDER that was altered, is missing or was added."""
    with _progress() as say:
        found = verify(folder, _public_key(key) if key else None, say)
    for fault in found.faults[:SHOWN]:
        click.echo(fault)
    if len(found.faults) > SHOWN:
        click.echo(f"… and {len(found.faults) - SHOWN} more")
    if found.about is not None:
        click.echo(f"{found.files} files of {found.about.site or 'a site without an address'}, "
                   f"built {found.about.built}: {len(found.faults)} faults.")  # fmt: skip
        click.echo(_signed(found.signed_by, compared=found.compared))
    if found.faults:
        raise SystemExit(1)


@mirror.command("key")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
def key_command(file: Path | None) -> None:
    """Make a key in FILE (in the instance folder without one), and print its public half."""
    config: Config = current_app.extensions["config"]
    path = file or config.instance_dir / "mirror-key"
    try:
        public = keys.make(path)
    except FileExistsError:
        raise click.ClickException(
            f"{path} exists already: a new key would not fit the copies signed so far. Give "
            "another name, or remove it first."
        ) from None
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}.") from None
    click.echo(f"The key lies in {path}: set MIRROR_KEY to this path, and keep a copy of it safe.",
               err=True)  # fmt: skip
    click.echo(public)


def _base(said: str | None) -> str:
    if said is None:
        return UNKNOWN
    if not said.startswith(("http://", "https://")) or any(sign in said for sign in " ?#\"'<>"):
        raise click.ClickException(
            f"--base-url {said!r} is no address of a site: give one like https://example.org."
        )
    return said.rstrip("/")


def _edition(session: Any, number: int | None) -> EditionShown | None:
    if number is None:
        return None
    found = editions.get(session, number)
    if found is None:
        raise click.ClickException(
            f"There is no edition {number}: /en/editions/ lists those that are published."
        )
    return found


def _public_key(said: str) -> str:
    path = Path(said)
    try:
        is_file = len(said) < 1000 and path.is_file()
        return keys.read_public(path.read_text("ascii") if is_file else said)
    except (keys.NoKeyError, OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"--key: {error}.") from None


def _signed(key: str | None, *, compared: bool) -> str:
    if key is None:
        return "Not signed: nobody vouches for it."
    if compared:
        return f"Signed by {key}, the key you gave."
    return f"Signed by {key}: compare this with the key that the makers tell elsewhere."


def _tell(folder: Path, built: Built, config: Config) -> None:
    click.echo(
        f"{folder}: {built.files} files, {built.size / 1_000_000:.1f} MB; {built.written} written, "
        f"{built.kept} as they were, {built.removed} removed. {built.asked} addresses asked, "
        f"{built.same} of them unchanged."
    )
    if built.search.get("titles_only"):
        click.echo(
            f"Found by their titles alone, for the size of the index: "
            f"{built.search['titles_only']} of {built.search['entries']} entries."
        )
    for address in built.failed:
        click.echo(f"Beware: the portal failed at {address}; the copy lacks it.", err=True)
    if built.dead:
        more = f" and {len(built.dead) - 3} more" if len(built.dead) > 3 else ""
        click.echo(f"Links to what the portal does not give out became words: "
                   f"{', '.join(built.dead[:3])}{more}.")  # fmt: skip
    if built.strangers:
        click.echo(f"Beware: {built.strangers} files there are not of the copy; `flask mirror "
                   "verify` names them.", err=True)  # fmt: skip
    if config.mirror_key is None:
        click.echo("Beware: the copy is not signed. `flask mirror key` makes a key for MIRROR_KEY.",
                   err=True)  # fmt: skip


@contextmanager
def _progress() -> Iterator[Say]:
    width = max(20, shutil.get_terminal_size().columns // 3)
    with tqdm(disable=None, leave=False) as bar:

        def say(done: int, total: int, message: str) -> None:
            bar.total = total
            bar.set_description(message[-width:], refresh=False)
            bar.update(done - bar.n)

        yield say
