"""What posts, acts in them and voters' orders are called, for staff and on public pages."""

from urllib.parse import urlsplit

from flask_babel import lazy_gettext

from app.services.act_checks import KINDS, ActProblem
from app.services.entering import REASON_REQUIRED, NotYoursError
from app.services.evidence import PostKnownError, PostProblem
from app.services.meetings import LookAlikeError
from app.web.labels import LABELS
from app.web.words import say
from models.item import Kind
from models.meeting import Answer, Became, Decided

ACT_KINDS = {kind: LABELS[Kind][kind] for kind in KINDS}
NETWORKS = {
    "facebook": "Facebook",
    "instagram": "Instagram",
    "telegram": "Telegram",
    "tiktok": "TikTok",
    "youtube": "YouTube",
    "vk": "VK",
    "x": "X",
    "threads": "Threads",
    "whatsapp": "WhatsApp",
    "media": lazy_gettext("news media"),
    "site": lazy_gettext("site of the deputy, a party or a public body"),
    "other": lazy_gettext("other"),
}
#: Which network the host of a link belongs to; anything else is taken for a medium.
HOSTS = {
    "facebook.com": "facebook", "fb.com": "facebook", "fb.watch": "facebook",
    "instagram.com": "instagram", "t.me": "telegram", "telegram.me": "telegram",
    "tiktok.com": "tiktok", "youtube.com": "youtube", "youtu.be": "youtube", "vk.com": "vk",
    "vk.ru": "vk", "x.com": "x", "twitter.com": "x", "threads.net": "threads",
    "threads.com": "threads", "whatsapp.com": "whatsapp",
}  # fmt: skip
DISTRICT = {
    "": lazy_gettext("tell it from the place"),
    Answer.YES.value: lazy_gettext("yes, in the district"),
    Answer.NO.value: lazy_gettext("no, outside of it"),
    Answer.NOT_KNOWN.value: lazy_gettext("it cannot be known"),
}
SESSION = {
    "": lazy_gettext("tell it from the day"),
    Answer.YES.value: lazy_gettext("in session"),
    Answer.NO.value: lazy_gettext("in recess"),
    Answer.NOT_KNOWN.value: lazy_gettext("it cannot be known"),
}
#: How the same is told to readers.
IN_DISTRICT = {
    Answer.YES: lazy_gettext("in the deputy’s district"),
    Answer.NO: lazy_gettext("outside of the deputy’s district"),
    Answer.NOT_KNOWN: lazy_gettext("not known"),
}
IN_SESSION = {
    Answer.YES: lazy_gettext("in session"),
    Answer.NO: lazy_gettext("in recess"),
    Answer.NOT_KNOWN: lazy_gettext("not known"),
}
DECIDED, BECAME = LABELS[Decided], LABELS[Became]
ACTIONS = {
    "create": lazy_gettext("entered"),
    "update": lazy_gettext("changed"),
    "delete": lazy_gettext("deleted"),
}
PROBLEMS = {
    REASON_REQUIRED: lazy_gettext("Give the reason in a few words."),
    "text_required": lazy_gettext("Write what the voters asked for."),
    PostProblem.NOT_A_LINK: lazy_gettext(
        "Give the address of the page, beginning with https://, as anybody can open it."
    ),
    PostProblem.COPY_REQUIRED: lazy_gettext(
        "A kept copy is needed, for posts disappear: choose a file or keep the page now."
    ),
    PostProblem.ACT_REQUIRED: lazy_gettext("Say which meeting or other act the post tells of."),
    PostProblem.FUTURE: lazy_gettext("This day has not come yet: check the date."),
    ActProblem.MANDATE_REQUIRED: lazy_gettext("Choose the deputy."),
    ActProblem.NOT_COVERED: lazy_gettext(
        "No open campaign covers this deputy. Choose another one, or ask the coordinator."
    ),
    ActProblem.ONE_CONVOCATION: lazy_gettext(
        "Deputies of different convocations cannot have been at one meeting: choose again."
    ),
    ActProblem.TITLE_REQUIRED: lazy_gettext("Say in a sentence what it was about."),
    ActProblem.DATE_REQUIRED: lazy_gettext("Give the day, or the month where no day is known."),
    ActProblem.ONE_DATE: lazy_gettext("Give either the day or the month, not both."),
    ActProblem.FUTURE: lazy_gettext("This day has not come yet: check the date."),
    ActProblem.DISTRICT_ASKED: lazy_gettext(
        "The place does not tell whether it lies in the district: choose, or name the place more "
        "closely."
    ),
    ActProblem.SESSION_ASKED: lazy_gettext("No session is known for that time: choose yourself."),
    ActProblem.UNKNOWN_TOPIC: lazy_gettext("A theme that you chose is not there: choose again."),
    ActProblem.UNKNOWN_ACT: lazy_gettext("That act is not there any longer: look again."),
    ActProblem.NO_SUCH_KIND: lazy_gettext("Choose what it was."),
}
KNOWN = lazy_gettext("This post has been entered already.")
ALIKE = lazy_gettext(
    "The same deputy has acts near that day. Say below whether it is one of these, then save again."
)


def network_of(url: str | None) -> str:
    """Which network a link belongs to, by its host; a medium where it is none of those known."""
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return "other"
    parts = host.split(".")
    tails = (".".join(parts[place:]) for place in range(len(parts)))
    return next((HOSTS[tail] for tail in tails if tail in HOSTS), "media")


say(
    NotYoursError,
    lazy_gettext("Somebody else entered this. Ask them or the coordinator to change it."),
    403,
)
say(PostKnownError, KNOWN)
say(LookAlikeError, ALIKE)
