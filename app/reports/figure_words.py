"""What stated figures count and of whom they speak, in words of the catalogues.

A pack may state anything; what has no words here is shown by the pack's own name of it.
"""

from collections.abc import Mapping

from app.queries.deputies import Text
from app.queries.reconciliation import PARTY_SCOPES, Reason
from app.queries.report_figures import Stated
from app.scoring.words import N_
from app.words import Words

#: What is counted by the portal too, and can be chosen where a figure is entered.
COUNTED: dict[str, str] = {
    "requests": N_("deputy requests"),
    "requests_initiated": N_("deputy requests initiated"),
    "requests_signed": N_("deputy requests signed"),
    "meetings": N_("meetings with voters"),
    "receptions": N_("receptions of citizens"),
}
#: What spreadsheets of NGOs state beyond that.
BROUGHT: dict[str, str] = {
    "meetings_in_district": N_("meetings with voters in the district"),
    "meetings_out_of_district": N_("meetings with voters outside the district"),
    "appeals_sent": N_("letters sent to the deputy"),
    "appeals_answered": N_("letters that the deputy answered"),
}
#: What packs state beyond that.
METRICS: dict[str, str] = (
    COUNTED
    | BROUGHT
    | {
        "requests_sum_of_parts": N_("deputy requests: sum of the parts stated"),
        "requests_under_three_months": N_("deputy requests in less than three months"),
        "requests_more_than": N_("deputy requests, more than"),
        "request_signatories_besides_initiator": N_(
            "signatories of one request besides its initiator"
        ),
        "request_signatories_besides_initiator_named": N_(
            "signatories of one request besides its initiator, named"
        ),
        "deputies_without_meeting_information": N_("deputies without information on meetings"),
        "programmes_obtained": N_("programmes obtained"),
        "programmes_open": N_("programmes publicly available"),
        "programmes_on_request": N_("programmes sent after an appeal"),
        "programmes_not_available": N_("programmes not available"),
        "programmes_own_independents": N_("programmes of their own: independent deputies"),
        "programmes_party_only": N_("the programme of the party only"),
        "programmes_broken_link": N_("a link that leads nowhere, instead of a programme"),
        "programmes_not_provided": N_("programmes not provided after an appeal"),
        "activists": N_("activists"),
        "activist_regions": N_("regions that the activists came from"),
        "districts": N_("single-mandate districts"),
        "candidates": N_("candidates on the ballot"),
        "candidates_registered": N_("candidates registered"),
        "candidates_per_seat_more_than": N_("candidates for a seat, more than"),
        "seats": N_("seats"),
        "elected_independents": N_("independent deputies elected"),
        "elected_in_astana": N_("independent deputies elected: Astana"),
        "elected_in_west_kazakhstan": N_("independent deputies elected: West Kazakhstan Region"),
        "elected_in_almaty_region": N_("independent deputies elected: Almaty Region"),
        "elected_in_almaty_city": N_("independent deputies elected: Almaty city"),
        "deputies_who_asked_to_book_an_appointment": N_(
            "deputies who told activists to book an appointment"
        ),
        "pointed_to_future_meetings": N_("pointed to meetings to come"),
        "recommendations_to_deputies": N_("recommendations to deputies"),
        "recommendations_to_civil_society": N_("recommendations to civil society"),
        "deputies_named": N_("deputies named in the text"),
        "social_topics_in_analysis": N_("socially significant issues, as the analysis lists them"),
        "social_topics_in_methodology": N_("socially significant issues, as the method lists them"),
        "region_stated_as_west_kazakhstan": N_(
            "places that put the district in: West Kazakhstan Region"
        ),
        "region_stated_as_east_kazakhstan": N_(
            "places that put the district in: East Kazakhstan Region"
        ),
        "letters_received_about": N_("letters received, about"),
        "plenary_sittings": N_("plenary sittings"),
        "voter_questions_raised": N_("questions of voters raised"),
    }
)
SCOPES: Mapping[str, str] = {
    "chamber": N_("the whole chamber"),
    "both_chambers": N_("both chambers"),
    "single_mandate": N_("deputies of single-mandate districts"),
    "list": N_("deputies of party lists"),
    "independents": N_("deputies without a party"),
    "deputy": N_("one deputy"),
    "monitoring": N_("the monitoring itself"),
    "election": N_("the election"),
}
WHYS: Mapping[Reason, str] = {
    Reason.METRIC: N_("the portal does not count this"),
    Reason.SCOPE: N_("the portal does not know of whom exactly this speaks"),
    Reason.ROUNDED: N_("a bound or a rounded number, with which no count can be equal"),
    Reason.COMPUTED: N_("computed from other stated figures"),
}
#: Programmes that stand on those of a party, and deputies whom a party won seats with.
ON_PARTY, ELECTED = "programmes_own_on_", "elected_"
IN_PARTY_SCOPE: Mapping[str, str] = {
    "faction": N_("faction: %(party)s"),
    "list": N_("deputies of the list: %(party)s"),
    "single_mandate": N_("deputies of single-mandate districts: %(party)s"),
}


def metric(key: str, words: Words, parties: Mapping[str, Text]) -> str:
    """What a figure counts."""
    if key in METRICS:
        return words.gettext(METRICS[key])
    for start, text in (
        (ON_PARTY, N_("programmes of their own, on the theses of the party: %(party)s")),
        (ELECTED, N_("deputies elected in single-mandate districts: %(party)s")),
    ):
        party = parties.get(key.removeprefix(start))
        if key.startswith(start) and party is not None:
            return words.gettext(text, party=words.pick(party))
    return key.replace("_", " ")


def scope(figure: Stated, words: Words, parties: Mapping[str, Text]) -> str:
    """Of whom a figure speaks: the name of one deputy, or a group."""
    if figure.deputy is not None:
        place = f" (№\u00a0{figure.district})" if figure.district else ""
        return f"{words.pick(figure.deputy)}{place}"
    if figure.scope in SCOPES:
        return words.gettext(SCOPES[figure.scope])
    for ending in PARTY_SCOPES:
        party = parties.get(figure.scope.removesuffix(f"_{ending}"))
        if party is not None and figure.scope.endswith(f"_{ending}"):
            return words.gettext(IN_PARTY_SCOPE[ending], party=words.pick(party))
    return figure.scope.replace("_", " ")
