"""The page of one promise: the chain of evidence, in each state, with each link that may miss."""

import pytest

from tests.factories.editions import Ready
from tests.functional.test_edition_pages import publish, text_of


@pytest.fixture
def ready(session, make_user):
    found = Ready(session, make_user)
    session.commit()
    return found


def path_of(ready, place=0, edition=None, lang="en"):
    owner = ready.second if place == 5 else ready.first
    prefix = f"/{lang}/editions/{edition}" if edition else f"/{lang}"
    return f"{prefix}/deputies/{owner.deputy.slug}/promises/{ready.theses[place].id}"


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_it_opens_in_three_languages_today_and_in_an_edition(client, ready, lang):
    text_of(client, path_of(ready, lang=lang))
    publish(ready)
    for place in range(6):
        text_of(client, path_of(ready, place, lang=lang))
        text_of(client, path_of(ready, place, 1, lang))


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_letters_and_recall_open_in_three_languages(client, ready, lang):
    publish(ready)
    for edition in (None, 1):
        for place in (0, 4, 5):
            for query in ("", "?to=body&in=ru", "?to=deputy&in=kk", "?to=x&in=en&item=none"):
                text_of(client, f"{path_of(ready, place, edition, lang)}/letter{query}")
    text_of(client, f"/{lang}/recall")
