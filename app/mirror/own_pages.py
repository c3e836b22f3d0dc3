"""What a copy says that the portal does not: the banner, the search, what this is, how to check."""

import html as escaping
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lxml.html import HtmlElement
from lxml.html.builder import (
    ASIDE,
    BUTTON,
    CODE,
    DIV,
    FORM,
    H1,
    H2,
    INPUT,
    LABEL,
    LI,
    PRE,
    SCRIPT,
    STRONG,
    UL,
    A,
    E,
    P,
)

from app.mirror import keys
from app.mirror.manifest import MANIFEST, SIGNATURE, SUMS
from app.mirror.rewriting import POLICY, STYLE, relative
from app.mirror.search_index import Index
from app.queries.order import alphabetical
from app.words import LANGS, Words

SEARCH, ABOUT = "search.html", "mirror.html"
#: Where the day stands since which a page says what it says, until that day is known.
DAY_HERE = "@@mirror-day@@"
FILES = Path(__file__).parent / "files"
NAMES = {"kk": "Қазақша", "ru": "Русский", "en": "English"}
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
#: Addresses after the language of what is listed for those without a script.
LISTED = {
    "deputies": re.compile(r"(?:editions/\d+/)?deputies/[^/?]+"),
    "districts": re.compile(r"(?:editions/\d+/)?districts/[^/?]+/\d+"),
    "topics": re.compile(r"(?:editions/\d+/)?topics/[^/?]+/[^/?]+"),
}
#: What a head says of its own page alone.
OF_ONE_PAGE = (
    "//head/link[@rel='canonical' or @hreflang or contains(@type, 'atom')] | //head/meta[@property]"
    " | //head/meta[@name='description'] | //head/script"
)
CHECK = (
    f"sha256sum --quiet -c {SUMS}",
    f"openssl pkeyutl -verify -pubin -inkey mirror.pem -rawin -in {MANIFEST} -sigfile {SIGNATURE}",
    f"sha256sum {SUMS} && grep -A1 '\"{SUMS}\"' {MANIFEST}",
)
PYTHON = (
    "python3 -c \"import nacl.signing as s; s.VerifyKey(bytes.fromhex(open('mirror.pub').read()))"
    f".verify(open('{MANIFEST}','rb').read(), open('{SIGNATURE}','rb').read()); print('OK')\""
)


@dataclass(frozen=True)
class About:
    """What every page of a copy says of it. Days are written as 2026-11-22."""

    site: str | None
    edition: int | None
    as_of: str
    day: str
    public_key: str | None
    langs: tuple[str, ...]
    feeds: bool

    @property
    def constant(self) -> tuple[object, ...]:
        """What banners are made of beside the day of their page."""
        as_of = self.as_of if self.edition is not None else ""
        return (self.site, self.edition, as_of, bool(self.public_key), self.langs)


def banner(words: Words, about: About, path: str) -> HtmlElement:
    """What stands on top of each page: a copy of what, as of when, and how to check it."""
    told = P({"class": "wrap"})
    told.append(STRONG(words.gettext("This is a copy.")))
    if about.site is not None:
        told[-1].tail = f" {words.gettext('The original:')} "
        told.append(
            A(about.site.split("://", 1)[-1], href=f"{about.site}/{words.lang}/", rel="noopener")
        )
    tail = f" {as_of(words, about)} "
    if about.public_key is None:
        tail += words.gettext("It is not signed: nobody vouches for it.") + " "
    told[-1].tail = tail if about.site is None else f".{tail}"
    where = relative(f"{words.lang}/{ABOUT}", path)
    told.append(A(words.gettext("What this copy is, and how to check it"), href=where))
    return ASIDE(told, {"class": "mirror", "aria-label": words.gettext("About this copy")})


def as_of(words: Words, about: About) -> str:
    """Of when a page is, in words."""
    if about.edition is None:
        return words.gettext("This page is as of %(day)s.", day=DAY_HERE)
    day = words.day(date.fromisoformat(about.as_of))
    return words.gettext("Edition %(number)s, as of %(day)s.", number=about.edition, day=day)


def kind_of(address: str, lang: str) -> str | None:
    """Under which heading of the list an address of a language stands."""
    rest = address.removeprefix(f"/{lang}/") if address.startswith(f"/{lang}/") else ""
    return next((kind for kind, what in LISTED.items() if what.fullmatch(rest)), None)


def title_of(body: bytes) -> str:
    """The title of a page without the name of the portal."""
    found = TITLE.search(body.decode("utf-8", "replace"))
    return escaping.unescape(found[1]).split(" · ")[0].strip() if found else ""


@dataclass(frozen=True)
class Frame:
    """What a page of ours is made of; `listed` are files and titles for those without a script."""

    words: Words
    about: About
    path: str
    made: Index
    listed: Mapping[str, Mapping[str, str]]


def fill(tree: HtmlElement, name: str, frame: Frame) -> None:
    """Put the page of ours called `name` into the frame of a page of the portal."""
    words, path = frame.words, frame.path
    heading = words.gettext("Search") if name == SEARCH else words.gettext("About this copy")
    main = tree.xpath("//main")[0]
    for child in list(main):
        main.remove(child)
    main.text = None
    for gone in tree.xpath(OF_ONE_PAGE):
        gone.drop_tree()
    tree.xpath("//title")[0].text = f"{heading} · {words.gettext('Promises Watch')}"
    for link in tree.xpath("//nav[@class='languages']//a"):
        if link.get("hreflang") in frame.about.langs:
            link.set("href", relative(f"{link.get('hreflang')}/{name}", path))
    for link in tree.xpath("//footer//*[@aria-current]"):
        del link.attrib["aria-current"]
    main.append(H1(heading))
    content = _search(frame) if name == SEARCH else _about(words, frame.about)
    main.extend(content)
    if name == SEARCH:
        for script in ("stems", "search"):
            tree.find("body").append(SCRIPT(src=relative(f"search/{script}.js", path)))


def _search(frame: Frame) -> Iterable[HtmlElement]:
    words, path, made, listed = frame.words, frame.path, frame.made, frame.listed
    root = relative("index.html", path).removesuffix("index.html")
    field = DIV(
        {"class": "field"},
        LABEL(
            words.gettext("Name of a deputy or a place, or words from a promise or a request"),
            {"for": "q"},
        ),
        INPUT(type="search", id="q", name="q", maxlength="300", autocomplete="off"),
    )
    yield FORM(
        field,
        BUTTON(words.gettext("Find"), type="submit"),
        {
            "id": "mirror-search",
            "role": "search",
            "class": "filters find",
            "data-root": root,
            "data-home": "",
            "data-failed": words.gettext(
                "A part of the index of this copy is missing: check the copy."
            ),
        },
    )
    yield E(
        "noscript",
        P(
            words.gettext(
                "The search works in the browser itself and needs JavaScript. Without it, use the "
                "lists below."
            ),
            {"class": "notice"},
        ),
    )
    yield DIV({"id": "mirror-results", "aria-live": "polite"})
    told = words.gettext(
        "%(count)s promises, items and documents can be found, and all deputies and places. Words "
        "are found in all their forms, in Russian and Kazakh, as on the site itself.",
        count=words.number(made.entries),
    )
    if made.titles_only:
        told += " " + words.gettext(
            "%(count)s of them are found by their titles alone: with their texts the index would "
            "be too large.",
            count=words.number(made.titles_only),
        )
    yield P(told, {"class": "small muted"})
    headings = {
        "deputies": words.gettext("Deputies"),
        "districts": words.gettext("Districts"),
        "topics": words.gettext("Topics"),
    }
    for kind, heading in headings.items():
        rows = sorted(listed.get(kind, {}).items(), key=_place)
        # An edition and today have pages of the same name: those of the shorter address stand here.
        known: dict[str, str] = {}
        for file, title in sorted(rows, key=lambda row: ("/editions/" in row[0], _place(row))):
            known.setdefault(title, file)
        if known:
            yield H2(heading)
            yield UL(
                *(
                    LI(A(title, href=relative(file, path)))
                    for title, file in sorted(known.items(), key=lambda row: _place(row[::-1]))
                ),
                {"class": "plain columns"},
            )


def _place(row: tuple[str, str]) -> tuple[object, ...]:
    """The place of a file with its title in an alphabetical list; numbers go by their value."""
    pieces = re.split(r"(\d+)", row[1])
    return (alphabetical(pieces[0]), [int(one) for one in pieces[1::2]], row[0])


def _about(words: Words, about: About) -> Iterable[HtmlElement]:
    yield P(
        words.gettext(
            "These are pages of the site as plain files. They need no server: they can lie "
            "anywhere, and be read from a memory stick."
        ),
        {"class": "lead"},
    )
    facts = list(_facts(words, about))
    yield UL(*(LI(f"{name}: ", value) for name, value in facts))
    yield H2(words.gettext("How to check it"))
    yield P(how_to(words, about))
    yield PRE(CODE("\n".join(commands(about))), {"tabindex": "0"})
    if about.public_key is None:
        yield P(
            words.gettext("It is not signed: nobody vouches for it."),
            {"class": "notice notice-warn"},
        )
    else:
        yield P(
            words.gettext(
                "A signature says only that the key in the file mirror.pub signed. Compare that "
                "key with the one that the makers of the site tell elsewhere."
            )
        )
    yield P(
        words.gettext(
            "Who has the software of the site checks all of it, files that were added too, by "
            "the command:"
        ),
        " ",
        CODE("flask mirror verify"),
    )
    yield H2(words.gettext("What a copy cannot do"))
    yield UL(*(LI(line) for line in limits(words, about)))


def commands(about: About) -> tuple[str, ...]:
    """What anybody can check the copy with."""
    return CHECK if about.public_key is not None else (CHECK[0], CHECK[2])


def how_to(words: Words, about: About) -> str:
    """What the commands say."""
    if about.public_key is None:
        return words.gettext(
            "Open a terminal in the folder of the copy. The first command names every file that "
            "was altered or is missing; the second shows whether the hashes used are those of the "
            "list."
        )
    return words.gettext(
        "Open a terminal in the folder of the copy. The first command names every file that was "
        "altered or is missing; the second says whether the list of files was signed; the third, "
        "whether the hashes used are those of the list."
    )


def _facts(words: Words, about: About) -> Iterable[tuple[str, HtmlElement | str]]:
    if about.site is not None:
        yield words.gettext("The original"), A(about.site, href=about.site, rel="noopener")
    if about.edition is not None:
        yield words.gettext("Edition"), str(about.edition)
        yield words.gettext("As of"), words.day(date.fromisoformat(about.as_of))
    yield words.gettext("Made on"), words.day(date.fromisoformat(about.day))
    yield words.gettext("Languages"), ", ".join(NAMES[lang] for lang in about.langs)
    yield words.gettext("Public key"), CODE(about.public_key or "—")


def limits(words: Words, about: About) -> list[str]:
    """What needs the site itself."""
    found = [
        words.gettext("Lists cannot be narrowed by what one chooses; links that narrow them work."),
        words.gettext(
            "Errors cannot be reported, and deputies not be put side by side, but where a link "
            "does it."
        ),
        words.gettext(
            "What was changed, corrected or withheld after the day on a page is not in it."
        ),
        words.gettext("The search shows titles, without the words around what was found."),
    ]
    if not about.feeds:
        found.append(words.gettext("There are no feeds: they need the address of the original."))
    return found


def first(about: About, homes: Mapping[str, str], words: Mapping[str, Words]) -> bytes:
    """The page that opens first: a choice of languages and nothing else."""
    lang = next(iter(homes))
    entries = "".join(
        f'<li><a href="{escaping.escape(home)}" lang="{code}">{NAMES[code]}</a> · '
        f'<span lang="{code}">{escaping.escape(words[code].gettext("Promises Watch"))}</span></li>'
        for code, home in homes.items()
    )
    said = "".join(
        f'<p lang="{code}"><a href="{code}/{ABOUT}">'
        f"{escaping.escape(words[code].gettext('What this copy is, and how to check it'))}</a></p>"
        for code in homes
    )
    title = escaping.escape(words[lang].gettext("Promises Watch"))
    return (
        f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escaping.escape(POLICY)}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title>"
        '<meta name="color-scheme" content="light dark">'
        '<link rel="icon" href="static/icon.svg" type="image/svg+xml">'
        f'<link rel="stylesheet" href="static/css/site.css"><link rel="stylesheet" href="{STYLE}">'
        f'</head><body><main class="wrap mirror-first"><h1>{title}</h1>'
        f'<ul class="plain stack">{entries}</ul>{said}</main></body></html>\n'
    ).encode()


def plain_files(about: About) -> dict[str, bytes]:
    """The files that no page of the portal is: how to check, the key, our style sheet."""
    files = {"README.txt": readme(about).encode(), STYLE: (FILES / "mirror.css").read_bytes()}
    if about.public_key is not None:
        files["mirror.pub"] = f"{about.public_key}\n".encode()
        files["mirror.pem"] = keys.pem(about.public_key).encode()
    return files


def readme(about: About) -> str:
    """What the copy is and how it is checked, in three languages, for who has no browser open."""
    parts = [_readme(Words(lang), about) for lang in LANGS]
    return ("\n" + "-" * 72 + "\n\n").join(parts)


def _readme(words: Words, about: About) -> str:
    lines = [
        words.gettext("Promises Watch"),
        "",
        words.gettext(
            "These are pages of the site as plain files. They need no "
            "server: they can lie anywhere, and be read from a memory stick."
        ),
    ]
    lines += [words.gettext("Begin with the file index.html."), ""]
    if about.site is not None:
        lines.append(f"{words.gettext('The original')}: {about.site}")
    if about.edition is not None:
        lines.append(as_of(words, about))
    if about.public_key is not None:
        lines.append(f"{words.gettext('Public key')}: {about.public_key}")
    else:
        lines.append(words.gettext("It is not signed: nobody vouches for it."))
    lines += ["", words.gettext("How to check it"), ""]
    lines.append(how_to(words, about))
    lines += ["", *(f"  {command}" for command in commands(about)), ""]
    if about.public_key is not None:
        lines += [
            words.gettext("The signature without OpenSSL, with Python and PyNaCl:"),
            "",
            f"  {PYTHON}",
            "",
        ]
        lines.append(
            words.gettext(
                "A signature says only that the key in the file mirror.pub signed. Compare "
                "that key with the one that the makers of the site tell elsewhere."
            )
        )
    lines += ["", words.gettext("What a copy cannot do"), ""]
    lines += [f"- {line}" for line in limits(words, about)]
    return "\n".join(lines) + "\n"
