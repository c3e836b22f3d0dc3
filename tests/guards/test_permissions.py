"""Who may open what, written down a second time and driven: every route as every role."""

import pytest
from flask import Flask

from app import create_app
from app.extensions import alembic
from models.user import UserRole

VISITOR = "visitor"
ALL = {VISITOR, *(role.value for role in UserRole)}
STAFF = ALL - {VISITOR}
CODERS = {"activist", "coordinator", "administrator"}
READERS = {"analyst", "coordinator", "administrator"}
DESK = {"coordinator", "administrator"}
ADMIN = {"administrator"}

MATRIX: dict[str, set[str]] = {
    "api.deputies": ALL,
    "api.deputy": ALL,
    "api.districts": ALL,
    "api.district": ALL,
    "api.editions": ALL,
    "api.edition": ALL,
    "api.edition_parts": ALL,
    "api.items": ALL,
    "api.item": ALL,
    "api.parties": ALL,
    "api.programmes": ALL,
    "api.programme": ALL,
    "api.search": ALL,
    "api.terms": ALL,
    "api.theses": ALL,
    "api.thesis": ALL,
    "api.topics": ALL,
    "api.verdicts": ALL,
    "api.verdict": ALL,
    "described.index": ALL,
    "described.openapi": ALL,
    "public.api": ALL,
    "coding.case": CODERS,
    "coding.comment": CODERS,
    "coding.precedents": CODERS,
    "coding.withdraw_comment": CODERS,
    "desk.agreement": READERS,
    "desk.build_report": READERS,
    "desk.cancel_report": READERS,
    "desk.report_file": READERS,
    "desk.report_files": READERS,
    "desk.ask_recoding": DESK,
    "desk.case": DESK,
    "desk.cases": DESK,
    "desk.decide_case": DESK,
    "desk.draw_sample": DESK,
    "desk.hand_over_unit": DESK,
    "desk.recodings": DESK,
    "desk.sample": DESK,
    "desk.withdraw_precedent": DESK,
    "desk.withdraw_recoding": DESK,
    "account.code": ALL,
    "account.link": ALL,
    "account.password": STAFF,
    "account.practise": ALL,
    "account.profile": STAFF,
    "account.sign_in": ALL,
    "account.sign_out": ALL,
    "account.two_step": STAFF,
    "account.two_step_codes": STAFF,
    "account.two_step_off": STAFF,
    "account.two_step_on": STAFF,
    "coding.appeal": STAFF,
    "coding.appeal_answer": CODERS,
    "coding.appeal_back": CODERS,
    "coding.appeal_event": CODERS,
    "coding.appeal_letter": STAFF,
    "coding.appeal_reminder": CODERS,
    "coding.appeals": CODERS,
    "coding.add_acts": CODERS,
    "coding.edit_act": CODERS,
    "coding.edit_post": CODERS,
    "coding.new_order": CODERS,
    "coding.new_post": CODERS,
    "coding.order": CODERS,
    "coding.post": STAFF,
    "coding.posts": STAFF,
    "coding.withdraw_act": CODERS,
    "coding.withdraw_order": CODERS,
    "coding.withdraw_post": CODERS,
    "coding.begin_upload": CODERS,
    "coding.choose": CODERS,
    "coding.deputy": STAFF,
    "coding.document": CODERS,
    "coding.draft": CODERS,
    "coding.edit_appeal": CODERS,
    "coding.finish_upload": CODERS,
    "coding.home": STAFF,
    "coding.keep_page": CODERS,
    "coding.kept_page": CODERS,
    "coding.new_account": CODERS,
    "coding.new_appeal": CODERS,
    "coding.new_look": CODERS,
    "coding.new_membership": CODERS,
    "coding.queue": CODERS,
    "coding.readings": CODERS,
    "coding.record": CODERS,
    "coding.reminder_seen": CODERS,
    "coding.save": CODERS,
    "coding.screen": CODERS,
    "coding.send_appeal": CODERS,
    "coding.start": CODERS,
    "coding.token": CODERS,
    "coding.undo": CODERS,
    "coding.upload": CODERS,
    "coding.upload_piece": CODERS,
    "coding.withdraw_entry": CODERS,
    "desk.add_topic": DESK,
    "desk.appeal_figures": READERS,
    "desk.appeals": READERS,
    "desk.ask_position": DESK,
    "desk.assignments": DESK,
    "desk.board": DESK,
    "desk.campaign": DESK,
    "desk.campaign_books": DESK,
    "desk.campaigns": DESK,
    "desk.cancel_job": DESK,
    "desk.change_role": ADMIN,
    "desk.check_source": DESK,
    "desk.close_campaign": DESK,
    "desk.code_book": STAFF,
    "desk.code_books": STAFF,
    "desk.confirm_verdict": CODERS,
    "desk.correct_error": DESK,
    "desk.correction": DESK,
    "desk.corrections": DESK,
    "desk.cover": DESK,
    "desk.cover_districts": DESK,
    "desk.cut": CODERS,
    "desk.decide_proposal": DESK,
    "desk.decline_error": DESK,
    "desk.editions": DESK,
    "desk.publish_edition": DESK,
    "desk.edit_campaign": DESK,
    "desk.edit_programme": CODERS,
    "desk.edit_thesis": CODERS,
    "desk.edit_topic": DESK,
    "desk.fetch": DESK,
    "desk.fetch_wayback": DESK,
    "desk.hand_over": DESK,
    "desk.figure": READERS,
    "desk.import_": READERS,
    "desk.import_apply": READERS,
    "desk.import_check": READERS,
    "desk.import_columns": READERS,
    "desk.import_discard": READERS,
    "desk.import_errors": READERS,
    "desk.import_file": READERS,
    "desk.import_place": READERS,
    "desk.import_template": READERS,
    "desk.import_values": READERS,
    "desk.imports": READERS,
    "desk.say_columns": READERS,
    "desk.copy_report_texts": READERS,
    "desk.edit_recommendation": READERS,
    "desk.figures": READERS,
    "desk.follow_up": READERS,
    "desk.new_recommendation": READERS,
    "desk.report_section": READERS,
    "desk.report_text": READERS,
    "desk.report_texts": READERS,
    "desk.withdraw_recommendation": READERS,
    "desk.new_figure": DESK,
    "desk.restore_figure": DESK,
    "desk.history": DESK,
    "desk.invite": DESK,
    "desk.invite_reviewer": DESK,
    "desk.job": DESK,
    "desk.join_name": DESK,
    "desk.journal": DESK,
    "desk.kept_file": STAFF,
    "desk.mandate_positions": DESK,
    "desk.new_campaign": DESK,
    "desk.new_thesis": CODERS,
    "desk.new_version": DESK,
    "desk.note_attempt": DESK,
    "desk.open_campaign": DESK,
    "desk.people": DESK,
    "desk.person": ADMIN,
    "desk.positions": DESK,
    "desk.programme": STAFF,
    "desk.programmes": STAFF,
    "desk.proposals": DESK,
    "desk.propose": DESK,
    "desk.propose_verdict": CODERS,
    "desk.publish_book": DESK,
    "desk.publish_position": DESK,
    "desk.recover": ADMIN,
    "desk.refuse_verdict": CODERS,
    "desk.remind": DESK,
    "desk.remove": ADMIN,
    "desk.reopen_campaign": DESK,
    "desk.replay_upload": DESK,
    "desk.restore": ADMIN,
    "desk.restore_thesis": CODERS,
    "desk.retire_topic": DESK,
    "desk.run_captures": DESK,
    "desk.run_records": DESK,
    "desk.save_cut": CODERS,
    "desk.settle_dispute": DESK,
    "desk.source_run": DESK,
    "desk.source_runs": DESK,
    "desk.sources": DESK,
    "desk.suggestions": READERS,
    "desk.take_back": DESK,
    "desk.thesis": STAFF,
    "desk.undo_change": DESK,
    "desk.unmatched_names": DESK,
    "desk.upkeep": DESK,
    "desk.use_book": DESK,
    "desk.verdict": STAFF,
    "desk.verdicts": STAFF,
    "desk.withdraw_guest": DESK,
    "desk.working_calendar": STAFF,
    "desk.withdraw_figure": DESK,
    "desk.withdraw_link": DESK,
    "desk.release_copy": DESK,
    "desk.withheld": DESK,
    "desk.withhold_copy": DESK,
    "desk.withhold_file": DESK,
    "desk.withdraw_thesis": CODERS,
    "desk.withdraw_verdict": CODERS,
    "desk.withhold_position": DESK,
    "downloads.file": READERS,
    "downloads.index": READERS,
    "downloads.log": READERS,
    "downloads.preview_table": READERS,
    "downloads.rename": READERS,
    "downloads.save": READERS,
    "downloads.table": READERS,
    "downloads.view": READERS,
    "downloads.withdraw": READERS,
    "guest.answer": ALL,
    "guest.file": ALL,
    "guest.page": ALL,
    "guest.review": ALL,
    "guest.thanks": ALL,
    "health.healthz": ALL,
    "health.readyz": ALL,
    "public.card_picture": ALL,
    "public.chart_file": ALL,
    "public.chart_rows": ALL,
    "public.charts": ALL,
    "public.embed": ALL,
    "public.embed_help": ALL,
    "public.about": ALL,
    "public.capture": ALL,
    "public.capture_bytes": ALL,
    "public.capture_page": ALL,
    "public.capture_picture": ALL,
    "public.corrections": ALL,
    "public.data": ALL,
    "public.data_file": ALL,
    "public.data_latest": ALL,
    "public.edition_changes": ALL,
    "public.deputies": ALL,
    "public.deputy": ALL,
    "public.cite": ALL,
    "public.compare": ALL,
    "public.compare_editions": ALL,
    "public.edition": ALL,
    "public.deputy_appeals": ALL,
    "public.deputy_history": ALL,
    "public.deputy_items": ALL,
    "public.deputy_meetings": ALL,
    "public.deputy_print": ALL,
    "public.deputy_requests": ALL,
    "public.edition_part": ALL,
    "public.edition_parts": ALL,
    "public.district": ALL,
    "public.editions": ALL,
    "public.error_reported": ALL,
    "public.feed_all": ALL,
    "public.feed_deputy": ALL,
    "public.feed_district": ALL,
    "public.feed_promise": ALL,
    "public.feed_topic": ALL,
    "public.feeds": ALL,
    "public.file": ALL,
    "public.find_deputy": ALL,
    "public.file_bytes": ALL,
    "public.home": ALL,
    "public.item": ALL,
    "public.methodology": ALL,
    "public.photo": ALL,
    "public.promise": ALL,
    "public.privacy": ALL,
    "public.region": ALL,
    "public.promise_letter": ALL,
    "public.recall": ALL,
    "public.report_error": ALL,
    "public.search": ALL,
    "public.send_error": ALL,
    "public.parties": ALL,
    "public.party": ALL,
    "public.session": ALL,
    "public.sessions": ALL,
    "public.topic": ALL,
    "public.topics": ALL,
    "public.verdict_file": ALL,
    "root.index": ALL,
    "root.robots": ALL,
    "root.sitemap_edition": ALL,
    "root.sitemap_today": ALL,
    "root.sitemaps": ALL,
    "static": ALL,
}

#: What stands in for the parts of addresses; whether it exists is no matter of permission.
PARTS = {
    "lang": "en", "which": "seen", "key": "parlam-html", "kind": "verify", "what": "merge",
    "name": "records", "slug": "nobody", "token": "spent", "filename": "icon.svg",
    "change": "withdraw", "shown": "withhold", "sha256": "0" * 64,
}  # fmt: skip
#: Forms without a token, each with its reason.
TOKENLESS = {
    "public.send_error": "it does what anybody may do, and a token would need a cookie",
}
PASSED = {200, 302, 303, 400, 404, 409, 410, 413, 422, 503}


def rules(app: Flask):
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule))


def address(app: Flask, rule) -> str:
    values = {part: PARTS.get(part, 987654) for part in rule.arguments}
    with app.test_request_context("/"):
        return rule.build(values, append_unknown=False)[1]


@pytest.fixture
def served(app, session):
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        alembic.stamp()
    return app


def test_the_matrix_names_every_page_there_is_and_no_other(app):
    assert {rule.endpoint for rule in rules(app)} == set(MATRIX)


@pytest.mark.parametrize("role", sorted(ALL))
def test_every_page_answers_as_the_matrix_says(served, role, make_user, sign_in):
    def fresh():
        client = served.test_client()
        return client if role == VISITOR else sign_in(client, user)

    user = None if role == VISITOR else make_user(UserRole(role))
    for rule in rules(served):
        for method in sorted(rule.methods & {"GET", "POST"}):
            # Signing out and changing one's password end a session, so each call has its own.
            response = fresh().open(address(served, rule), method=method)
            what = f"{method} {rule.rule} as {role}: {response.status}"
            entry = "/account/sign-in" in (response.location or "")
            if role in MATRIX[rule.endpoint]:
                assert response.status_code in PASSED, what
                assert not entry or rule.endpoint.startswith("account."), what
            elif role == VISITOR:
                assert response.status_code == 302 and entry, what
            else:
                assert response.status_code == 403, what


def test_a_view_that_says_nothing_is_closed(config):
    app = create_app(config)
    app.add_url_rule("/<lang:lang>/forgotten", "forgotten", lambda: "open")
    assert app.test_client().get("/en/forgotten").status_code == 302


def test_every_form_wants_its_token(app, make_user, sign_in):
    client = sign_in(app.test_client(), make_user(UserRole.ADMINISTRATOR))
    for rule in rules(app):
        if "POST" in rule.methods and rule.endpoint not in TOKENLESS:
            response = client.post(address(app, rule))
            assert response.status_code == 400, f"{rule.rule}: {response.status}"
