"""The kinds of page of www.parlam.kz, as captured from 2016 on. See README.md beside this."""

import re
from collections.abc import Iterator
from urllib.parse import unquote, urljoin, urlsplit

from bs4 import Tag

from scrapers.dates import read_date
from scrapers.lookups import UnknownValueError
from scrapers.pages import Expected, LayoutError, Page
from scrapers.records import DeputySeen, Identity, ListSeen, Mention, RecordSeen, Seen
from scrapers.select import Selector
from scrapers.source import SourceConfig
from scrapers.text import clean, clean_lines, title_case

PERSON = "parlam-html/person"
BLOG = "parlam-html/blog"
#: The Kazakh pages stood under /kz/ in later years.
LANGS = {"ru": "ru", "kk": "kk", "kz": "kk", "en": "en"}

BLOG_LINK = re.compile(r"/blogs/([^/?#]+)/?(?:[?#].*)?$", re.IGNORECASE)
IMAGE_LINK = re.compile(r"/PersonImage/(\d{1,9})(?!\d)", re.IGNORECASE)
FACTION_LINK = re.compile(r"/GetFractionImage\?(?:.*&)?fid=(\w{1,9})", re.IGNORECASE)
DETAILS_LINK = re.compile(r"/Details/(\d{1,3})/(\d{1,12})/?(?:[?#].*)?$", re.IGNORECASE)
COMMITTEE_RU = re.compile(
    r"Комитета\s+(.+?)(?:\s+Мажилиса(?:\s+Парламента.*)?)?$", re.IGNORECASE | re.DOTALL
)
COMMITTEE_KK = re.compile(
    r"^(?:.*Мәжіліс\w*\s+(?:депутаты,?\s+)?)?(.+?)\s+комитетінің", re.IGNORECASE
)
MAX_LEAD = 10_000
#: What a check looks for in the items of a list.
ITEM = (
    Expected("items", (".news-item",), mandatory=True),
    Expected("title", ("a[href]",), mandatory=True),
    Expected("date", (".news-date",)),
    Expected("lead", (".news-body > p",)),
)


class SitePage(Page):
    """What all pages of the site share."""

    @property
    def lang(self) -> str:
        """The language that the address names."""
        first = self.captured.url_key.partition("/")[2].partition("/")[0]
        return LANGS[first]

    def select(self) -> Selector:
        """The elements of the page; what they count is the page's own count."""
        page = Selector.of(self.captured.body, self.captured.url)
        self.counts = page.counts
        return page

    def address(self, link: str) -> str:
        """The address that a link of this page has on the site itself."""
        return self.source.public(urljoin(self.captured.url, link))


class IndexPage(SitePage):
    """Deputies whose name begins with one letter, in English; many letters have nobody."""

    kind = "index"
    pattern = re.compile(r"^[^/]+/(?:ru|kk|kz|en)/mazhilis/people/deputylist(?:/[^/?]*)?(?:\?|$)")

    @classmethod
    def expects(cls, source: SourceConfig) -> tuple[Expected, ...]:
        return (
            Expected("letters", (".alphabets",), mandatory=True),
            Expected("name", (".deputy-persons",), mandatory=True),
            Expected("blog", ("a.links",)),
            Expected("photo_url", ("img",)),
            Expected("committee", ("span",)),
        )

    def rows(self) -> Iterator[Seen]:
        page = self.select()
        # An empty letter shows the alphabet too; a page without it is another page.
        page.many(".alphabets", at_least=1)
        for person in page.many(".deputy-persons"):
            seen = self._person(page.within(person))
            if seen is not None:
                yield seen

    def _person(self, person: Selector) -> DeputySeen | None:
        named = [link for link in person.many("a.links") if clean(link.get_text())]
        if not named:
            self.warn("a deputy of the index has no name and was left out")
            return None
        identities = []
        slug = BLOG_LINK.search(str(named[0].get("href", "")))
        image = person.maybe("img")
        number = IMAGE_LINK.search(str(image.get("src", ""))) if image else None
        common = {}
        if image and number:
            identities.append(Identity(PERSON, number[1]))
            common["photo_url"] = self.address(str(image["src"]))
        if slug:
            identities.append(Identity(BLOG, folded(slug[1])))
            common["blog"] = folded(slug[1])
        committee = person.maybe("span")
        return DeputySeen(
            identities=tuple(identities),
            lang=self.lang,
            name=title_case(named[0].get_text(" ")),
            facts=given(committee=clean(committee.get_text(" ")) if committee else ""),
            common=common,
        )

    def links(self) -> Iterator[str]:
        page = self.select()
        for link in page.many(".alphabets a[href]"):
            yield urljoin(self.captured.url, str(link["href"]))
        for link in page.many(".deputy-persons a.links[href]"):
            found = BLOG_LINK.search(str(link["href"]))
            if found:
                for lang in ("ru", "kk"):
                    yield urljoin(self.captured.url, f"/{lang}/blogs/{found[1]}")


class BlogPage(SitePage):
    """A page of one deputy: of this class are all that carry the name and activity items."""

    @property
    def slug(self) -> str:
        """The deputy's name in addresses, in lower case."""
        return folded(self.captured.url_key.split("/")[3].partition("?")[0])

    def name(self, page: Selector) -> str:
        """The deputy's name. Raises LayoutError when there is not exactly one."""
        return title_case(page.one(".bio h2").get_text(" "))

    def item(self, item: Selector, name: str, list_key: str) -> RecordSeen | None:
        """One item of a list; None, with a warning, when it has no number."""
        links = item.many("a[href]")
        found = [(link, DETAILS_LINK.search(str(link["href"]))) for link in links]
        headed = [(link, match) for link, match in found if match]
        if not headed:
            target = str(links[0]["href"])[:200] if links else "no link"
            self.warn(f"an item has no number in its address ({target}) and was left out")
            return None
        # The picture of an item may be a link too: the heading is the one with words.
        link, match = next((pair for pair in headed if clean(pair[0].get_text())), headed[0])
        assert match is not None  # noqa: S101  `headed` has the matched links only
        fields = {
            "title": clean(link.get_text()),
            "category": self._category(match[1]),
            "lead": self._lead(item),
            **self.date_fields(item.maybe(".news-date"), match[2]),
        }
        if not fields["lead"]:
            del fields["lead"]
        return RecordSeen(
            source_uid=str(int(match[2])),
            lang=self.lang,
            url=self.address(str(link["href"])),
            list_key=list_key,
            fields=fields,
            mentions=(Mention(name, identity=Identity(BLOG, self.slug)),),
        )

    def _category(self, code: str) -> str:
        if code not in {str(key) for key in self.source.section("categories")}:
            self.warn(f"the category {code} is not in source.yml: add it under `categories`")
        return code

    def date_fields(self, tag: Tag | None, uid: str) -> dict[str, str]:
        """The date as a field of the record; a date that cannot be read is kept as it stands."""
        text = clean(tag.get_text(" "), 60) if tag else ""
        day = read_date(text)
        if day is not None:
            return {"date": day.isoformat()}
        self.warn(f"the date {text!r} of item {uid} could not be read")
        return {"date_text": text} if text else {}

    @staticmethod
    def _lead(item: Selector) -> str:
        words = (clean(part.get_text(" "), MAX_LEAD) for part in item.many(".news-body > p"))
        return " ".join(part for part in words if part)[:MAX_LEAD]


class DeputyPage(BlogPage):
    """A deputy in one language: name, post, faction, and the last five items in that language.

    The letters of citizens that it shows as well are data of third persons: never read.
    """

    kind = "deputy"
    pattern = re.compile(r"^[^/]+/(?:ru|kk|kz)/blogs/[^/?]+(?:\?|$)")

    @classmethod
    def expects(cls, source: SourceConfig) -> tuple[Expected, ...]:
        return (
            Expected("name", (".bio h2",), mandatory=True),
            Expected("post", (".bio p",)),
            Expected("faction", (".party img[src]",)),
            Expected("photo_url", (".photo-deputy img[src]",)),
            *ITEM,
        )

    def rows(self) -> Iterator[Seen]:
        page = self.select()
        name = self.name(page)
        if not name:
            raise LayoutError(".bio h2", 0, "a name in it", self.captured.url)
        yield self._deputy(page, name)
        list_key = self.captured.url_key
        items = page.many(".news-item", at_most=100)
        for tag in items:
            record = self.item(page.within(tag), name, list_key)
            if record is not None:
                yield record
        yield ListSeen(list_key, self.lang)

    def _deputy(self, page: Selector, name: str) -> DeputySeen:
        # A deputy without a post has an empty paragraph or none.
        paragraph = page.maybe(".bio p")
        post = clean(paragraph.get_text(" ")) if paragraph else ""
        photo = page.maybe(".photo-deputy img[src]")
        return DeputySeen(
            identities=(Identity(BLOG, self.slug),),
            lang=self.lang,
            name=name,
            facts=given(post=post, committee=committee_in(post, self.lang) or ""),
            common=given(
                blog=self.slug,
                faction=self._faction(page) or "",
                photo_url=self.address(str(photo["src"])) if photo else "",
            ),
        )

    def _faction(self, page: Selector) -> str | None:
        image = page.maybe(".party img[src]")
        code = FACTION_LINK.search(str(image["src"])) if image else None
        if code is None:
            return None
        try:
            return self.source.lookup("faction")[code[1]]
        except UnknownValueError as error:
            self.warn(str(error))
            return None

    def links(self) -> Iterator[str]:
        page = self.select()
        yield urljoin(self.captured.url, self.captured.url.rstrip("/") + "/Activity")
        for link in page.many(".news-item a[href]"):
            if DETAILS_LINK.search(str(link["href"])):
                yield urljoin(self.captured.url, str(link["href"]))


class ActivityPage(BlogPage):
    """All items of a deputy by section. No capture has shown one: written from its links."""

    kind = "activity"
    pattern = re.compile(r"^[^/]+/(?:ru|kk|kz)/blogs/[^/]+/activity(?:\?|$)")
    SECTIONS = ("DepZapTitle", "OkrJobTitle", "ZakJobTitle", "NarodJobTitle", "PubNewsTitle")

    @classmethod
    def expects(cls, source: SourceConfig) -> tuple[Expected, ...]:
        sections = ", ".join(f"#{section}" for section in cls.SECTIONS)
        name = Expected("name", (".bio h2",), mandatory=True)
        return (name, Expected("sections", (sections,), mandatory=True), *ITEM)

    def rows(self) -> Iterator[Seen]:
        page = self.select()
        name = self.name(page)
        page.many(", ".join(f"#{section}" for section in self.SECTIONS), at_least=1)
        for tag in page.many(".news-item", at_most=5_000):
            record = self.item(page.within(tag), name, self.captured.url_key)
            if record is not None:
                yield record
        # Whether the page is divided is not known, so what it lacks means nothing.

    def links(self) -> Iterator[str]:
        for link in self.select().many(".news-item a[href]"):
            if DETAILS_LINK.search(str(link["href"])):
                yield urljoin(self.captured.url, str(link["href"]))


class DetailsPage(BlogPage):
    """The text of one item. No capture has shown one: its selectors stand in source.yml."""

    kind = "details"
    pattern = re.compile(r"^[^/]+/(?:ru|kk|kz)/blogs/[^/]+/details/\d{1,3}/\d{1,12}(?:\?|$)")

    @classmethod
    def expects(cls, source: SourceConfig) -> tuple[Expected, ...]:
        selectors = source.section("details")
        return (
            Expected("name", (".bio h2",), mandatory=True),
            *(Expected(n, tuple(s), mandatory=n == "text") for n, s in selectors.items()),
        )

    def rows(self) -> Iterator[Seen]:
        page = self.select()
        name = self.name(page)
        match = DETAILS_LINK.search(self.captured.url)
        if match is None:
            raise LayoutError(
                "/Details/<category>/<id>", 0, "both in the address", self.captured.url
            )
        body = self._first(page, "text")
        text = clean_lines(body.get_text("\n")) if body else ""
        if body is None or not text:
            selectors = ", ".join(self.source.section("details")["text"])
            raise LayoutError(selectors, 0, "a text in one of them", self.captured.url)
        fields = {"category": self._category(match[1]), "text": text}
        heading = self._first(page, "title")
        if heading and clean(heading.get_text(" ")):
            fields["title"] = clean(heading.get_text(" "))
        stated = self._first(page, "date")
        if stated:
            fields |= self.date_fields(stated, match[2])
        yield RecordSeen(
            source_uid=str(int(match[2])),
            lang=self.lang,
            url=self.source.public(self.captured.url),
            list_key="",
            fields=fields,
            mentions=(Mention(name, identity=Identity(BLOG, self.slug)),),
        )

    def _first(self, page: Selector, name: str) -> Tag | None:
        for selector in self.source.section("details")[name]:
            found = page.maybe(selector)
            if found is not None:
                return found
        return None


def folded(slug: str) -> str:
    """A deputy's name in addresses, whatever its letter case and encoding."""
    return clean(unquote(slug), 100).lower()


def given(**values: str) -> dict[str, str]:
    """The facts that are not empty."""
    return {name: value for name, value in values.items() if value}


def committee_in(post: str, lang: str) -> str | None:
    """The committee that a post names: «Член Комитета по …» -> «Комитет по …»."""
    if lang == "ru" and (found := COMMITTEE_RU.search(post)):
        return clean(f"Комитет {found[1]}").rstrip(" .,")
    if lang == "kk" and (found := COMMITTEE_KK.search(post)):
        return clean(f"{found[1]} комитеті")
    return None


PAGES: tuple[type[SitePage], ...] = (IndexPage, DeputyPage, ActivityPage, DetailsPage)


def path_of(url: str) -> str:
    """The path of an address in lower case."""
    return urlsplit(url).path.lower()
