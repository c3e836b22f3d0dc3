"""The tables of the monitoring method: campaigns, appeals, samples, verdicts, editions.

Deletion is a state: a migration that drops a table or a column says in `downgrade` and in
its message where the rows went.
"""

from alembic import op
import sqlalchemy as sa

from models.engine import rebuilding


revision = '2026_11_22_method'
down_revision = '2026_11_21_initial'
branch_labels = None
depends_on = None


def upgrade():
    with rebuilding(op.get_bind()):
        # Verdicts refer to both columns.
        with op.batch_alter_table('theses', schema=None) as batch_op:
            batch_op.create_unique_constraint(batch_op.f('uq_theses_id_testable'), ['id', 'testable'])

        op.create_table('calendar_years',
        sa.Column('year', sa.Integer(), nullable=False),
        sa.Column('whole', sa.Boolean(), nullable=False),
        sa.Column('note', sa.Text(), nullable=True),
        sa.Column('source', sa.Text(), nullable=True),
        sa.Column('confidence', sa.Enum('sourced', 'inferred', 'missing', name='confidence', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('year BETWEEN 1900 AND 2100', name=op.f('ck_calendar_years_year')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_years')),
        sa.UniqueConstraint('year', name=op.f('uq_calendar_years_year'))
        )
        op.create_table('special_days',
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('kind', sa.Enum('holiday', 'day_off', 'working', name='daykind', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('name_kk', sa.Text(), nullable=True),
        sa.Column('name_ru', sa.Text(), nullable=True),
        sa.Column('name_en', sa.Text(), nullable=True),
        sa.Column('source', sa.Text(), nullable=True),
        sa.Column('confidence', sa.Enum('sourced', 'inferred', 'missing', name='confidence', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_special_days')),
        sa.UniqueConstraint('day', name=op.f('uq_special_days_day'))
        )
        op.create_table('campaigns',
        sa.Column('key', sa.Text(), nullable=False),
        sa.Column('convocation_id', sa.Integer(), nullable=False),
        sa.Column('observed_from', sa.Date(), nullable=False),
        sa.Column('observed_to', sa.Date(), nullable=False),
        sa.Column('work_from', sa.Date(), nullable=False),
        sa.Column('work_to', sa.Date(), nullable=False),
        sa.Column('reliability_percent', sa.Integer(), nullable=False),
        sa.Column('seed', sa.Text(), nullable=False),
        sa.Column('appeal_days', sa.Integer(), nullable=False),
        sa.Column('appeal_law', sa.Text(), nullable=True),
        sa.Column('position_days', sa.Integer(), nullable=False),
        sa.Column('programme_due', sa.Date(), nullable=True),
        sa.Column('coding_due', sa.Date(), nullable=True),
        sa.Column('verdict_due', sa.Date(), nullable=True),
        sa.Column('state', sa.Enum('draft', 'open', 'closed', name='campaignstate', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('name_kk', sa.Text(), nullable=True),
        sa.Column('name_ru', sa.Text(), nullable=True),
        sa.Column('name_en', sa.Text(), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('appeal_days > 0 AND position_days > 0', name=op.f('ck_campaigns_terms_positive')),
        sa.CheckConstraint('observed_to >= observed_from', name=op.f('ck_campaigns_observed_in_order')),
        sa.CheckConstraint('reliability_percent BETWEEN 0 AND 100', name=op.f('ck_campaigns_share')),
        sa.CheckConstraint('work_to >= work_from', name=op.f('ck_campaigns_work_in_order')),
        sa.ForeignKeyConstraint(['convocation_id'], ['convocations.id'], name=op.f('fk_campaigns_convocation_id_convocations')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_campaigns')),
        sa.UniqueConstraint('key', name=op.f('uq_campaigns_key'))
        )
        with op.batch_alter_table('campaigns', schema=None) as batch_op:
            batch_op.create_index(batch_op.f('ix_campaigns_convocation_id'), ['convocation_id'], unique=False)

        op.create_table('uploads',
        sa.Column('token', sa.Text(), nullable=False),
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('size', sa.Integer(), nullable=False),
        sa.Column('received', sa.Integer(), nullable=False),
        sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('touched_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('file_id', sa.Integer(), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('received BETWEEN 0 AND size', name=op.f('ck_uploads_received')),
        sa.ForeignKeyConstraint(['file_id'], ['stored_files.id'], name=op.f('fk_uploads_file_id_stored_files')),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_uploads_user_id_users')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_uploads')),
        sa.UniqueConstraint('token', name=op.f('uq_uploads_token'))
        )
        op.create_table('campaign_books',
        sa.Column('campaign_id', sa.Integer(), nullable=False),
        sa.Column('code_book_id', sa.Integer(), nullable=False),
        sa.Column('withdrawn', sa.Boolean(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['campaign_id'], ['campaigns.id'], name=op.f('fk_campaign_books_campaign_id_campaigns')),
        sa.ForeignKeyConstraint(['code_book_id'], ['code_books.id'], name=op.f('fk_campaign_books_code_book_id_code_books')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_campaign_books')),
        sa.UniqueConstraint('campaign_id', 'code_book_id', name=op.f('uq_campaign_books_campaign_id_code_book_id'))
        )
        op.create_table('editions',
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('campaign_id', sa.Integer(), nullable=False),
        sa.Column('as_of', sa.Date(), nullable=False),
        sa.Column('method_version', sa.Integer(), nullable=False),
        sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('published_by_id', sa.Integer(), nullable=True),
        sa.Column('gate', sa.JSON(), nullable=False),
        sa.Column('audit_head', sa.Text(), nullable=False),
        sa.Column('sha256', sa.Text(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['campaign_id'], ['campaigns.id'], name=op.f('fk_editions_campaign_id_campaigns')),
        sa.ForeignKeyConstraint(['published_by_id'], ['users.id'], name=op.f('fk_editions_published_by_id_users')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_editions')),
        sa.UniqueConstraint('number', name=op.f('uq_editions_number'))
        )
        op.create_table('meetings',
        sa.Column('item_id', sa.Integer(), nullable=False),
        sa.Column('place', sa.Text(), nullable=True),
        sa.Column('in_district', sa.Enum('yes', 'no', 'not_known', name='in_district', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('in_district_by', sa.Enum('computed', 'asked', name='in_district_by', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('in_session', sa.Enum('yes', 'no', 'not_known', name='in_session', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('in_session_by', sa.Enum('computed', 'asked', name='in_session_by', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('audience', sa.Integer(), nullable=True),
        sa.Column('audience_note', sa.Text(), nullable=True),
        sa.Column('entered_by_id', sa.Integer(), nullable=False),
        sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('audience IS NULL OR audience >= 0', name=op.f('ck_meetings_audience')),
        sa.ForeignKeyConstraint(['entered_by_id'], ['users.id'], name=op.f('fk_meetings_entered_by_id_users')),
        sa.ForeignKeyConstraint(['item_id'], ['items.id'], name=op.f('fk_meetings_item_id_items')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_meetings')),
        sa.UniqueConstraint('item_id', name=op.f('uq_meetings_item_id'))
        )
        op.create_table('posts',
        sa.Column('url', sa.Text(), nullable=False),
        sa.Column('url_key', sa.Text(), nullable=False),
        sa.Column('network', sa.Text(), nullable=False),
        sa.Column('published_on', sa.Date(), nullable=True),
        sa.Column('title', sa.Text(), nullable=True),
        sa.Column('file_id', sa.Integer(), nullable=True),
        sa.Column('capture_id', sa.Integer(), nullable=True),
        sa.Column('entered_by_id', sa.Integer(), nullable=False),
        sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('withdrawn', sa.Boolean(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('file_id IS NOT NULL OR capture_id IS NOT NULL', name=op.f('ck_posts_copy_kept')),
        sa.ForeignKeyConstraint(['capture_id'], ['captures.id'], name=op.f('fk_posts_capture_id_captures')),
        sa.ForeignKeyConstraint(['entered_by_id'], ['users.id'], name=op.f('fk_posts_entered_by_id_users')),
        sa.ForeignKeyConstraint(['file_id'], ['stored_files.id'], name=op.f('fk_posts_file_id_stored_files')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_posts'))
        )
        with op.batch_alter_table('posts', schema=None) as batch_op:
            batch_op.create_index(batch_op.f('ix_posts_url_key'), ['url_key'], unique=False)
            batch_op.create_index('uq_posts_url_key_standing', ['url_key'], unique=True, sqlite_where=sa.text('NOT withdrawn'), postgresql_where=sa.text('NOT withdrawn'))

        op.create_table('appeals',
        sa.Column('campaign_id', sa.Integer(), nullable=True),
        sa.Column('mandate_id', sa.Integer(), nullable=False),
        sa.Column('subject', sa.Enum('programme', 'issue', 'other', name='subject', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('topic_id', sa.Integer(), nullable=True),
        sa.Column('channel', sa.Enum('site_form', 'e_otinish', 'email', 'post', 'in_person', 'other', name='channel', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('lang', sa.Enum('kk', 'ru', 'en', name='lang', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('heading', sa.Text(), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('number', sa.Text(), nullable=True),
        sa.Column('sent_on', sa.Date(), nullable=True),
        sa.Column('term_days', sa.Integer(), nullable=True),
        sa.Column('due_on', sa.Date(), nullable=True),
        sa.Column('answered_on', sa.Date(), nullable=True),
        sa.Column('answer_kind', sa.Enum('substantive', 'general', 'link_working', 'link_broken', 'see_the_site', 'come_to_reception', 'refusal', name='answerkind', native_enum=False, create_constraint=True, length=32), nullable=True),
        sa.Column('answer_text', sa.Text(), nullable=True),
        sa.Column('answer_url', sa.Text(), nullable=True),
        sa.Column('entered_by_id', sa.Integer(), nullable=False),
        sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('withdrawn', sa.Boolean(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('(answered_on IS NULL) = (answer_kind IS NULL)', name=op.f('ck_appeals_answer_has_kind')),
        sa.CheckConstraint('(sent_on IS NULL) = (due_on IS NULL)', name=op.f('ck_appeals_sent_is_due')),
        sa.CheckConstraint('answered_on IS NULL OR answered_on >= sent_on', name=op.f('ck_appeals_answered_after')),
        sa.CheckConstraint('answered_on IS NULL OR sent_on IS NOT NULL', name=op.f('ck_appeals_answered_was_sent')),
        sa.ForeignKeyConstraint(['campaign_id'], ['campaigns.id'], name=op.f('fk_appeals_campaign_id_campaigns')),
        sa.ForeignKeyConstraint(['entered_by_id'], ['users.id'], name=op.f('fk_appeals_entered_by_id_users')),
        sa.ForeignKeyConstraint(['mandate_id'], ['mandates.id'], name=op.f('fk_appeals_mandate_id_mandates')),
        sa.ForeignKeyConstraint(['topic_id'], ['topics.id'], name=op.f('fk_appeals_topic_id_topics')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_appeals'))
        )
        with op.batch_alter_table('appeals', schema=None) as batch_op:
            batch_op.create_index(batch_op.f('ix_appeals_campaign_id'), ['campaign_id'], unique=False)
            batch_op.create_index('ix_appeals_due_on', ['answered_on', 'due_on'], unique=False)
            batch_op.create_index(batch_op.f('ix_appeals_mandate_id'), ['mandate_id'], unique=False)

        op.create_table('campaign_mandates',
        sa.Column('campaign_id', sa.Integer(), nullable=False),
        sa.Column('mandate_id', sa.Integer(), nullable=False),
        sa.Column('withdrawn', sa.Boolean(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['campaign_id'], ['campaigns.id'], name=op.f('fk_campaign_mandates_campaign_id_campaigns')),
        sa.ForeignKeyConstraint(['mandate_id'], ['mandates.id'], name=op.f('fk_campaign_mandates_mandate_id_mandates')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_campaign_mandates')),
        sa.UniqueConstraint('campaign_id', 'mandate_id', name=op.f('uq_campaign_mandates_campaign_id_mandate_id'))
        )
        with op.batch_alter_table('campaign_mandates', schema=None) as batch_op:
            batch_op.create_index(batch_op.f('ix_campaign_mandates_mandate_id'), ['mandate_id'], unique=False)

        op.create_table('edition_parts',
        sa.Column('edition_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.Text(), nullable=False),
        sa.Column('key', sa.Text(), nullable=False),
        sa.Column('body', sa.JSON(), nullable=False),
        sa.Column('sha256', sa.Text(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['edition_id'], ['editions.id'], name=op.f('fk_edition_parts_edition_id_editions')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_edition_parts')),
        sa.UniqueConstraint('edition_id', 'kind', 'key', name=op.f('uq_edition_parts_edition_id_kind_key'))
        )
        op.create_table('error_reports',
        sa.Column('page', sa.Text(), nullable=False),
        sa.Column('lang', sa.Enum('kk', 'ru', 'en', name='lang', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('contact', sa.Text(), nullable=True),
        sa.Column('reported_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('state', sa.Enum('open', 'corrected', 'declined', name='reportstate', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('settled_by_id', sa.Integer(), nullable=True),
        sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('change_kk', sa.Text(), nullable=True),
        sa.Column('change_ru', sa.Text(), nullable=True),
        sa.Column('change_en', sa.Text(), nullable=True),
        sa.Column('why_kk', sa.Text(), nullable=True),
        sa.Column('why_ru', sa.Text(), nullable=True),
        sa.Column('why_en', sa.Text(), nullable=True),
        sa.Column('reason', sa.Text(), nullable=True),
        sa.Column('edition_id', sa.Integer(), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'open') = (settled_at IS NULL)", name=op.f('ck_error_reports_settled_at_a_time')),
        sa.CheckConstraint("state <> 'corrected' OR (change_kk IS NOT NULL AND change_ru IS NOT NULL AND why_kk IS NOT NULL AND why_ru IS NOT NULL)", name=op.f('ck_error_reports_corrected_in_words')),
        sa.CheckConstraint("state <> 'declined' OR reason IS NOT NULL", name=op.f('ck_error_reports_declined_with_reason')),
        sa.ForeignKeyConstraint(['edition_id'], ['editions.id'], name=op.f('fk_error_reports_edition_id_editions')),
        sa.ForeignKeyConstraint(['settled_by_id'], ['users.id'], name=op.f('fk_error_reports_settled_by_id_users')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_error_reports'))
        )
        with op.batch_alter_table('error_reports', schema=None) as batch_op:
            batch_op.create_index('ix_error_reports_state', ['state', 'settled_at'], unique=False)

        op.create_table('meeting_themes',
        sa.Column('meeting_id', sa.Integer(), nullable=False),
        sa.Column('topic_id', sa.Integer(), nullable=False),
        sa.Column('withdrawn', sa.Boolean(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['meeting_id'], ['meetings.id'], name=op.f('fk_meeting_themes_meeting_id_meetings')),
        sa.ForeignKeyConstraint(['topic_id'], ['topics.id'], name=op.f('fk_meeting_themes_topic_id_topics')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting_themes')),
        sa.UniqueConstraint('meeting_id', 'topic_id', name=op.f('uq_meeting_themes_meeting_id_topic_id'))
        )
        with op.batch_alter_table('meeting_themes', schema=None) as batch_op:
            batch_op.create_index(batch_op.f('ix_meeting_themes_topic_id'), ['topic_id'], unique=False)

        op.create_table('memberships',
        sa.Column('mandate_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.Enum('committee', 'working_group', 'other', name='bodykind', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('post', sa.Text(), nullable=True),
        sa.Column('start', sa.Date(), nullable=True),
        sa.Column('end', sa.Date(), nullable=True),
        sa.Column('source_url', sa.Text(), nullable=True),
        sa.Column('entered_by_id', sa.Integer(), nullable=False),
        sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('withdrawn', sa.Boolean(), nullable=False),
        sa.Column('name_kk', sa.Text(), nullable=True),
        sa.Column('name_ru', sa.Text(), nullable=True),
        sa.Column('name_en', sa.Text(), nullable=True),
        sa.Column('source', sa.Text(), nullable=True),
        sa.Column('confidence', sa.Enum('sourced', 'inferred', 'missing', name='confidence', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('name_kk IS NOT NULL OR name_ru IS NOT NULL OR name_en IS NOT NULL', name=op.f('ck_memberships_has_name')),
        sa.ForeignKeyConstraint(['entered_by_id'], ['users.id'], name=op.f('fk_memberships_entered_by_id_users')),
        sa.ForeignKeyConstraint(['mandate_id'], ['mandates.id'], name=op.f('fk_memberships_mandate_id_mandates')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_memberships'))
        )
        with op.batch_alter_table('memberships', schema=None) as batch_op:
            batch_op.create_index(batch_op.f('ix_memberships_mandate_id'), ['mandate_id'], unique=False)

        op.create_table('post_accounts',
        sa.Column('post_id', sa.Integer(), nullable=False),
        sa.Column('record_id', sa.Integer(), nullable=False),
        sa.Column('withdrawn', sa.Boolean(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['post_id'], ['posts.id'], name=op.f('fk_post_accounts_post_id_posts')),
        sa.ForeignKeyConstraint(['record_id'], ['records.id'], name=op.f('fk_post_accounts_record_id_records')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_post_accounts')),
        sa.UniqueConstraint('post_id', 'record_id', name=op.f('uq_post_accounts_post_id_record_id'))
        )
        with op.batch_alter_table('post_accounts', schema=None) as batch_op:
            batch_op.create_index(batch_op.f('ix_post_accounts_record_id'), ['record_id'], unique=False)

        op.create_table('reminders',
        sa.Column('campaign_id', sa.Integer(), nullable=False),
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('sender_id', sa.Integer(), nullable=False),
        sa.Column('mandate_id', sa.Integer(), nullable=True),
        sa.Column('step', sa.Text(), nullable=False),
        sa.Column('text', sa.Text(), nullable=True),
        sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['campaign_id'], ['campaigns.id'], name=op.f('fk_reminders_campaign_id_campaigns')),
        sa.ForeignKeyConstraint(['mandate_id'], ['mandates.id'], name=op.f('fk_reminders_mandate_id_mandates')),
        sa.ForeignKeyConstraint(['sender_id'], ['users.id'], name=op.f('fk_reminders_sender_id_users')),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_reminders_user_id_users')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_reminders'))
        )
        with op.batch_alter_table('reminders', schema=None) as batch_op:
            batch_op.create_index('ix_reminders_user_id_seen_at', ['user_id', 'seen_at'], unique=False)

        op.create_table('search_steps',
        sa.Column('campaign_id', sa.Integer(), nullable=True),
        sa.Column('mandate_id', sa.Integer(), nullable=False),
        sa.Column('place', sa.Enum('parliament_site', 'own_site', 'party_site', 'social_network', 'media', 'election_commission', 'search_engine', 'other', name='searchplace', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('address', sa.Text(), nullable=True),
        sa.Column('looked_on', sa.Date(), nullable=False),
        sa.Column('clicks', sa.Integer(), nullable=True),
        sa.Column('finding', sa.Enum('found', 'nothing', 'broken_link', 'unreachable', name='searchfinding', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('note', sa.Text(), nullable=True),
        sa.Column('capture_id', sa.Integer(), nullable=True),
        sa.Column('file_id', sa.Integer(), nullable=True),
        sa.Column('entered_by_id', sa.Integer(), nullable=False),
        sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('withdrawn', sa.Boolean(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('clicks IS NULL OR clicks >= 0', name=op.f('ck_search_steps_clicks')),
        sa.ForeignKeyConstraint(['campaign_id'], ['campaigns.id'], name=op.f('fk_search_steps_campaign_id_campaigns')),
        sa.ForeignKeyConstraint(['capture_id'], ['captures.id'], name=op.f('fk_search_steps_capture_id_captures')),
        sa.ForeignKeyConstraint(['entered_by_id'], ['users.id'], name=op.f('fk_search_steps_entered_by_id_users')),
        sa.ForeignKeyConstraint(['file_id'], ['stored_files.id'], name=op.f('fk_search_steps_file_id_stored_files')),
        sa.ForeignKeyConstraint(['mandate_id'], ['mandates.id'], name=op.f('fk_search_steps_mandate_id_mandates')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_search_steps'))
        )
        with op.batch_alter_table('search_steps', schema=None) as batch_op:
            batch_op.create_index(batch_op.f('ix_search_steps_mandate_id'), ['mandate_id'], unique=False)

        op.create_table('social_accounts',
        sa.Column('mandate_id', sa.Integer(), nullable=False),
        sa.Column('network', sa.Text(), nullable=False),
        sa.Column('url', sa.Text(), nullable=True),
        sa.Column('use', sa.Enum('active', 'rare', 'abandoned', 'closed', 'none_found', name='accountuse', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('voters_answered', sa.Boolean(), nullable=True),
        sa.Column('note', sa.Text(), nullable=True),
        sa.Column('looked_on', sa.Date(), nullable=False),
        sa.Column('capture_id', sa.Integer(), nullable=True),
        sa.Column('file_id', sa.Integer(), nullable=True),
        sa.Column('entered_by_id', sa.Integer(), nullable=False),
        sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('withdrawn', sa.Boolean(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("(use = 'none_found') = (url IS NULL)", name=op.f('ck_social_accounts_address_or_none_found')),
        sa.ForeignKeyConstraint(['capture_id'], ['captures.id'], name=op.f('fk_social_accounts_capture_id_captures')),
        sa.ForeignKeyConstraint(['entered_by_id'], ['users.id'], name=op.f('fk_social_accounts_entered_by_id_users')),
        sa.ForeignKeyConstraint(['file_id'], ['stored_files.id'], name=op.f('fk_social_accounts_file_id_stored_files')),
        sa.ForeignKeyConstraint(['mandate_id'], ['mandates.id'], name=op.f('fk_social_accounts_mandate_id_mandates')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_social_accounts'))
        )
        with op.batch_alter_table('social_accounts', schema=None) as batch_op:
            batch_op.create_index(batch_op.f('ix_social_accounts_mandate_id'), ['mandate_id'], unique=False)

        op.create_table('voters_orders',
        sa.Column('meeting_id', sa.Integer(), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('became', sa.Enum('not_known', 'taken_on', 'raised', 'answered', 'done', 'refused', name='became', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('note', sa.Text(), nullable=True),
        sa.Column('file_id', sa.Integer(), nullable=True),
        sa.Column('capture_id', sa.Integer(), nullable=True),
        sa.Column('withdrawn', sa.Boolean(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['capture_id'], ['captures.id'], name=op.f('fk_voters_orders_capture_id_captures')),
        sa.ForeignKeyConstraint(['file_id'], ['stored_files.id'], name=op.f('fk_voters_orders_file_id_stored_files')),
        sa.ForeignKeyConstraint(['meeting_id'], ['meetings.id'], name=op.f('fk_voters_orders_meeting_id_meetings')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_voters_orders'))
        )
        with op.batch_alter_table('voters_orders', schema=None) as batch_op:
            batch_op.create_index(batch_op.f('ix_voters_orders_meeting_id'), ['meeting_id'], unique=False)

        op.create_table('adjudications',
        sa.Column('participation_id', sa.Integer(), nullable=False),
        sa.Column('reading', sa.Enum('tagged', 'none_fits', 'unsure', 'skipped', name='reading', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('answer_reading', sa.Enum('acts', 'promises', 'refuses', 'formal', name='answerreading', native_enum=False, create_constraint=True, length=32), nullable=True),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('compared', sa.JSON(), nullable=False),
        sa.Column('decided_by_id', sa.Integer(), nullable=False),
        sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('current', sa.Boolean(), nullable=False),
        sa.Column('supersedes_id', sa.Integer(), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['decided_by_id'], ['users.id'], name=op.f('fk_adjudications_decided_by_id_users')),
        sa.ForeignKeyConstraint(['participation_id'], ['participations.id'], name=op.f('fk_adjudications_participation_id_participations')),
        sa.ForeignKeyConstraint(['supersedes_id'], ['adjudications.id'], name=op.f('fk_adjudications_supersedes_id_adjudications')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_adjudications'))
        )
        with op.batch_alter_table('adjudications', schema=None) as batch_op:
            batch_op.create_index(batch_op.f('ix_adjudications_participation_id'), ['participation_id'], unique=False)
            batch_op.create_index('uq_adjudications_current', ['participation_id'], unique=True, sqlite_where=sa.text('current'), postgresql_where=sa.text('current'))

        op.create_table('appeal_events',
        sa.Column('appeal_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.Enum('not_delivered', 'delivered', 'forwarded', 'extended', 'reminded', name='appealeventkind', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('on', sa.Date(), nullable=False),
        sa.Column('to', sa.Text(), nullable=True),
        sa.Column('days', sa.Integer(), nullable=True),
        sa.Column('due_on', sa.Date(), nullable=True),
        sa.Column('note', sa.Text(), nullable=True),
        sa.Column('entered_by_id', sa.Integer(), nullable=False),
        sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('withdrawn', sa.Boolean(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['appeal_id'], ['appeals.id'], name=op.f('fk_appeal_events_appeal_id_appeals')),
        sa.ForeignKeyConstraint(['entered_by_id'], ['users.id'], name=op.f('fk_appeal_events_entered_by_id_users')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_appeal_events'))
        )
        with op.batch_alter_table('appeal_events', schema=None) as batch_op:
            batch_op.create_index(batch_op.f('ix_appeal_events_appeal_id'), ['appeal_id'], unique=False)

        op.create_table('appeal_files',
        sa.Column('appeal_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.Enum('sent', 'proof', 'answer', name='appealfilekind', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('file_id', sa.Integer(), nullable=True),
        sa.Column('capture_id', sa.Integer(), nullable=True),
        sa.Column('withdrawn', sa.Boolean(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('(file_id IS NULL) <> (capture_id IS NULL)', name=op.f('ck_appeal_files_one_copy')),
        sa.ForeignKeyConstraint(['appeal_id'], ['appeals.id'], name=op.f('fk_appeal_files_appeal_id_appeals')),
        sa.ForeignKeyConstraint(['capture_id'], ['captures.id'], name=op.f('fk_appeal_files_capture_id_captures')),
        sa.ForeignKeyConstraint(['file_id'], ['stored_files.id'], name=op.f('fk_appeal_files_file_id_stored_files')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_appeal_files'))
        )
        with op.batch_alter_table('appeal_files', schema=None) as batch_op:
            batch_op.create_index(batch_op.f('ix_appeal_files_appeal_id'), ['appeal_id'], unique=False)

        op.create_table('case_comments',
        sa.Column('participation_id', sa.Integer(), nullable=False),
        sa.Column('author_id', sa.Integer(), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('withdrawn', sa.Boolean(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['author_id'], ['users.id'], name=op.f('fk_case_comments_author_id_users')),
        sa.ForeignKeyConstraint(['participation_id'], ['participations.id'], name=op.f('fk_case_comments_participation_id_participations')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_case_comments'))
        )
        with op.batch_alter_table('case_comments', schema=None) as batch_op:
            batch_op.create_index(batch_op.f('ix_case_comments_participation_id'), ['participation_id'], unique=False)

        op.create_table('guest_links',
        sa.Column('purpose', sa.Enum('position', 'review', name='purpose', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('token_sha256', sa.Text(), nullable=False),
        sa.Column('mandate_id', sa.Integer(), nullable=True),
        sa.Column('thesis_id', sa.Integer(), nullable=True),
        sa.Column('guest', sa.Text(), nullable=False),
        sa.Column('lang', sa.Enum('kk', 'ru', 'en', name='lang', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('deadline', sa.Date(), nullable=True),
        sa.Column('issued_by_id', sa.Integer(), nullable=False),
        sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("(purpose = 'position') = (mandate_id IS NOT NULL)", name=op.f('ck_guest_links_position')),
        sa.CheckConstraint("(purpose = 'review') = (thesis_id IS NOT NULL)", name=op.f('ck_guest_links_review')),
        sa.ForeignKeyConstraint(['issued_by_id'], ['users.id'], name=op.f('fk_guest_links_issued_by_id_users')),
        sa.ForeignKeyConstraint(['mandate_id'], ['mandates.id'], name=op.f('fk_guest_links_mandate_id_mandates')),
        sa.ForeignKeyConstraint(['thesis_id'], ['theses.id'], name=op.f('fk_guest_links_thesis_id_theses')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_guest_links')),
        sa.UniqueConstraint('token_sha256', name=op.f('uq_guest_links_token_sha256'))
        )
        with op.batch_alter_table('guest_links', schema=None) as batch_op:
            batch_op.create_index(batch_op.f('ix_guest_links_mandate_id'), ['mandate_id'], unique=False)
            batch_op.create_index(batch_op.f('ix_guest_links_thesis_id'), ['thesis_id'], unique=False)

        op.create_table('offers',
        sa.Column('participation_id', sa.Integer(), nullable=False),
        sa.Column('coder_id', sa.Integer(), nullable=False),
        sa.Column('arm', sa.Enum('ordered', 'plain', name='offerarm', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('ranked', sa.JSON(), nullable=False),
        sa.Column('offered_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('coding_id', sa.Integer(), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['coder_id'], ['users.id'], name=op.f('fk_offers_coder_id_users')),
        sa.ForeignKeyConstraint(['coding_id'], ['codings.id'], name=op.f('fk_offers_coding_id_codings')),
        sa.ForeignKeyConstraint(['participation_id'], ['participations.id'], name=op.f('fk_offers_participation_id_participations')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_offers')),
        sa.UniqueConstraint('participation_id', 'coder_id', name=op.f('uq_offers_participation_id_coder_id'))
        )
        op.create_table('precedents',
        sa.Column('adjudication_id', sa.Integer(), nullable=False),
        sa.Column('title', sa.Text(), nullable=False),
        sa.Column('rule', sa.Text(), nullable=False),
        sa.Column('made_by_id', sa.Integer(), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('search_text', sa.Text(), nullable=False),
        sa.Column('withdrawn', sa.Boolean(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['adjudication_id'], ['adjudications.id'], name=op.f('fk_precedents_adjudication_id_adjudications')),
        sa.ForeignKeyConstraint(['made_by_id'], ['users.id'], name=op.f('fk_precedents_made_by_id_users')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_precedents')),
        sa.UniqueConstraint('adjudication_id', name=op.f('uq_precedents_adjudication_id'))
        )
        op.create_table('recodings',
        sa.Column('participation_id', sa.Integer(), nullable=False),
        sa.Column('coder_id', sa.Integer(), nullable=False),
        sa.Column('code_book_id', sa.Integer(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('asked_by_id', sa.Integer(), nullable=False),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('coding_id', sa.Integer(), nullable=True),
        sa.Column('withdrawn', sa.Boolean(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['asked_by_id'], ['users.id'], name=op.f('fk_recodings_asked_by_id_users')),
        sa.ForeignKeyConstraint(['code_book_id'], ['code_books.id'], name=op.f('fk_recodings_code_book_id_code_books')),
        sa.ForeignKeyConstraint(['coder_id'], ['users.id'], name=op.f('fk_recodings_coder_id_users')),
        sa.ForeignKeyConstraint(['coding_id'], ['codings.id'], name=op.f('fk_recodings_coding_id_codings')),
        sa.ForeignKeyConstraint(['participation_id'], ['participations.id'], name=op.f('fk_recodings_participation_id_participations')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_recodings'))
        )
        with op.batch_alter_table('recodings', schema=None) as batch_op:
            batch_op.create_index('ix_recodings_coder_id', ['coder_id', 'coding_id'], unique=False)
            batch_op.create_index(batch_op.f('ix_recodings_participation_id'), ['participation_id'], unique=False)

        op.create_table('sample_units',
        sa.Column('campaign_id', sa.Integer(), nullable=False),
        sa.Column('participation_id', sa.Integer(), nullable=False),
        sa.Column('coder_id', sa.Integer(), nullable=True),
        sa.Column('drawn_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('first_coding_id', sa.Integer(), nullable=True),
        sa.Column('second_coding_id', sa.Integer(), nullable=True),
        sa.Column('completed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('(completed_at IS NULL) = (first_coding_id IS NULL) AND (completed_at IS NULL) = (second_coding_id IS NULL)', name=op.f('ck_sample_units_both_or_neither')),
        sa.ForeignKeyConstraint(['campaign_id'], ['campaigns.id'], name=op.f('fk_sample_units_campaign_id_campaigns')),
        sa.ForeignKeyConstraint(['coder_id'], ['users.id'], name=op.f('fk_sample_units_coder_id_users')),
        sa.ForeignKeyConstraint(['first_coding_id'], ['codings.id'], name=op.f('fk_sample_units_first_coding_id_codings')),
        sa.ForeignKeyConstraint(['participation_id'], ['participations.id'], name=op.f('fk_sample_units_participation_id_participations')),
        sa.ForeignKeyConstraint(['second_coding_id'], ['codings.id'], name=op.f('fk_sample_units_second_coding_id_codings')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_sample_units')),
        sa.UniqueConstraint('campaign_id', 'participation_id', name=op.f('uq_sample_units_campaign_id_participation_id'))
        )
        with op.batch_alter_table('sample_units', schema=None) as batch_op:
            batch_op.create_index('ix_sample_units_coder_id', ['coder_id'], unique=False)
            batch_op.create_index(batch_op.f('ix_sample_units_participation_id'), ['participation_id'], unique=False)

        op.create_table('settled_theses',
        sa.Column('adjudication_id', sa.Integer(), nullable=False),
        sa.Column('thesis_id', sa.Integer(), nullable=False),
        sa.Column('strength', sa.Enum('direct', 'related', name='strength', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['adjudication_id'], ['adjudications.id'], name=op.f('fk_settled_theses_adjudication_id_adjudications')),
        sa.ForeignKeyConstraint(['thesis_id'], ['theses.id'], name=op.f('fk_settled_theses_thesis_id_theses')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_settled_theses')),
        sa.UniqueConstraint('adjudication_id', 'thesis_id', name=op.f('uq_settled_theses_adjudication_id_thesis_id'))
        )
        with op.batch_alter_table('settled_theses', schema=None) as batch_op:
            batch_op.create_index(batch_op.f('ix_settled_theses_thesis_id'), ['thesis_id'], unique=False)

        op.create_table('settled_topics',
        sa.Column('adjudication_id', sa.Integer(), nullable=False),
        sa.Column('topic_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['adjudication_id'], ['adjudications.id'], name=op.f('fk_settled_topics_adjudication_id_adjudications')),
        sa.ForeignKeyConstraint(['topic_id'], ['topics.id'], name=op.f('fk_settled_topics_topic_id_topics')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_settled_topics')),
        sa.UniqueConstraint('adjudication_id', 'topic_id', name=op.f('uq_settled_topics_adjudication_id_topic_id'))
        )
        with op.batch_alter_table('settled_topics', schema=None) as batch_op:
            batch_op.create_index(batch_op.f('ix_settled_topics_topic_id'), ['topic_id'], unique=False)

        op.create_table('position_asks',
        sa.Column('link_id', sa.Integer(), nullable=False),
        sa.Column('channel', sa.Enum('site_form', 'e_otinish', 'email', 'post', 'in_person', 'other', name='channel', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('address', sa.Text(), nullable=False),
        sa.Column('asked_on', sa.Date(), nullable=False),
        sa.Column('delivered', sa.Boolean(), nullable=True),
        sa.Column('proof', sa.Text(), nullable=True),
        sa.Column('proof_file_id', sa.Integer(), nullable=True),
        sa.Column('entered_by_id', sa.Integer(), nullable=False),
        sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['entered_by_id'], ['users.id'], name=op.f('fk_position_asks_entered_by_id_users')),
        sa.ForeignKeyConstraint(['link_id'], ['guest_links.id'], name=op.f('fk_position_asks_link_id_guest_links')),
        sa.ForeignKeyConstraint(['proof_file_id'], ['stored_files.id'], name=op.f('fk_position_asks_proof_file_id_stored_files')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_position_asks'))
        )
        with op.batch_alter_table('position_asks', schema=None) as batch_op:
            batch_op.create_index(batch_op.f('ix_position_asks_link_id'), ['link_id'], unique=False)

        op.create_table('verdicts',
        sa.Column('thesis_id', sa.Integer(), nullable=False),
        sa.Column('testable', sa.Boolean(), nullable=True),
        sa.Column('status', sa.Enum('no_action_found', 'in_progress', 'partly_fulfilled', 'fulfilled', 'not_fulfilled', 'not_assessable', name='status', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('reason', sa.Enum('renounced', 'blocked', 'deadline_passed', 'term_served', 'mandate_ended_early', 'evidence_not_accessible', name='reason', native_enum=False, create_constraint=True, length=32), nullable=True),
        sa.Column('as_of', sa.Date(), nullable=False),
        sa.Column('explanation_kk', sa.Text(), nullable=False),
        sa.Column('explanation_ru', sa.Text(), nullable=False),
        sa.Column('explanation_en', sa.Text(), nullable=True),
        sa.Column('evidence_kind', sa.Enum('official_act', 'answer', 'budget_line', 'built', 'other', name='evidence_kind', native_enum=False, create_constraint=True, length=32), nullable=True),
        sa.Column('capture_id', sa.Integer(), nullable=True),
        sa.Column('file_id', sa.Integer(), nullable=True),
        sa.Column('item_id', sa.Integer(), nullable=True),
        sa.Column('evidence_note', sa.Text(), nullable=True),
        sa.Column('state', sa.Enum('proposed', 'confirmed', 'refused', 'withdrawn', 'superseded', name='state', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('proposed_by_id', sa.Integer(), nullable=False),
        sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('confirmed_by_id', sa.Integer(), nullable=True),
        sa.Column('review_id', sa.Integer(), nullable=True),
        sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('settled_why', sa.Text(), nullable=True),
        sa.Column('supersedes_id', sa.Integer(), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("CASE WHEN status = 'not_fulfilled' THEN reason IS NOT NULL AND reason IN ('renounced', 'blocked', 'deadline_passed', 'term_served') WHEN status = 'not_assessable' THEN reason IS NOT NULL AND reason IN ('mandate_ended_early', 'evidence_not_accessible') ELSE reason IS NULL END", name=op.f('ck_verdicts_one_reason')),
        sa.CheckConstraint("capture_id IS NOT NULL OR file_id IS NOT NULL OR status = 'not_assessable'", name=op.f('ck_verdicts_evidence')),
        sa.CheckConstraint("state IN ('withdrawn', 'refused', 'superseded') OR (testable IS NOT NULL AND testable)", name=op.f('ck_verdicts_testable')),
        sa.CheckConstraint("state NOT IN ('confirmed', 'superseded') OR confirmed_by_id IS NOT NULL OR review_id IS NOT NULL", name=op.f('ck_verdicts_two_persons')),
        sa.CheckConstraint("status NOT IN ('partly_fulfilled', 'fulfilled') OR (evidence_kind IS NOT NULL AND evidence_kind IN ('official_act', 'answer', 'budget_line', 'built'))", name=op.f('ck_verdicts_strong_evidence')),
        sa.CheckConstraint('confirmed_by_id IS NULL OR confirmed_by_id <> proposed_by_id', name=op.f('ck_verdicts_another_person')),
        sa.CheckConstraint('length(explanation_kk) > 0 AND length(explanation_ru) > 0', name=op.f('ck_verdicts_explained')),
        sa.ForeignKeyConstraint(['capture_id'], ['captures.id'], name=op.f('fk_verdicts_capture_id_captures')),
        sa.ForeignKeyConstraint(['confirmed_by_id'], ['users.id'], name=op.f('fk_verdicts_confirmed_by_id_users')),
        sa.ForeignKeyConstraint(['file_id'], ['stored_files.id'], name=op.f('fk_verdicts_file_id_stored_files')),
        sa.ForeignKeyConstraint(['item_id'], ['items.id'], name=op.f('fk_verdicts_item_id_items')),
        sa.ForeignKeyConstraint(['proposed_by_id'], ['users.id'], name=op.f('fk_verdicts_proposed_by_id_users')),
        sa.ForeignKeyConstraint(['review_id'], ['guest_links.id'], name=op.f('fk_verdicts_review_id_guest_links')),
        sa.ForeignKeyConstraint(['supersedes_id'], ['verdicts.id'], name=op.f('fk_verdicts_supersedes_id_verdicts')),
        sa.ForeignKeyConstraint(['thesis_id', 'testable'], ['theses.id', 'theses.testable'], name='fk_verdicts_testable'),
        sa.ForeignKeyConstraint(['thesis_id'], ['theses.id'], name=op.f('fk_verdicts_thesis_id_theses')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_verdicts'))
        )
        with op.batch_alter_table('verdicts', schema=None) as batch_op:
            batch_op.create_index(batch_op.f('ix_verdicts_thesis_id'), ['thesis_id'], unique=False)
            batch_op.create_index('uq_verdicts_confirmed', ['thesis_id'], unique=True, sqlite_where=sa.text("state = 'confirmed'"), postgresql_where=sa.text("state = 'confirmed'"))
            batch_op.create_index('uq_verdicts_proposed', ['thesis_id'], unique=True, sqlite_where=sa.text("state = 'proposed'"), postgresql_where=sa.text("state = 'proposed'"))

        op.create_table('asked_verdicts',
        sa.Column('ask_id', sa.Integer(), nullable=False),
        sa.Column('verdict_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['ask_id'], ['position_asks.id'], name=op.f('fk_asked_verdicts_ask_id_position_asks')),
        sa.ForeignKeyConstraint(['verdict_id'], ['verdicts.id'], name=op.f('fk_asked_verdicts_verdict_id_verdicts')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_asked_verdicts')),
        sa.UniqueConstraint('ask_id', 'verdict_id', name=op.f('uq_asked_verdicts_ask_id_verdict_id'))
        )
        with op.batch_alter_table('asked_verdicts', schema=None) as batch_op:
            batch_op.create_index(batch_op.f('ix_asked_verdicts_verdict_id'), ['verdict_id'], unique=False)

        op.create_table('positions',
        sa.Column('verdict_id', sa.Integer(), nullable=False),
        sa.Column('link_id', sa.Integer(), nullable=False),
        sa.Column('lang', sa.Enum('kk', 'ru', 'en', name='lang', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('disputes', sa.Boolean(), nullable=False),
        sa.Column('file_id', sa.Integer(), nullable=True),
        sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('state', sa.Enum('received', 'published', 'withheld', name='positionstate', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('withheld_why', sa.Text(), nullable=True),
        sa.Column('published_by_id', sa.Integer(), nullable=True),
        sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('settlement', sa.Enum('stands', 'changed', name='settlement', native_enum=False, create_constraint=True, length=32), nullable=True),
        sa.Column('settlement_kk', sa.Text(), nullable=True),
        sa.Column('settlement_ru', sa.Text(), nullable=True),
        sa.Column('settled_by_id', sa.Integer(), nullable=True),
        sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("state <> 'withheld' OR withheld_why IS NOT NULL", name=op.f('ck_positions_withheld_with_reason')),
        sa.CheckConstraint('settlement IS NULL OR disputes', name=op.f('ck_positions_only_disputes_are_settled')),
        sa.ForeignKeyConstraint(['file_id'], ['stored_files.id'], name=op.f('fk_positions_file_id_stored_files')),
        sa.ForeignKeyConstraint(['link_id'], ['guest_links.id'], name=op.f('fk_positions_link_id_guest_links')),
        sa.ForeignKeyConstraint(['published_by_id'], ['users.id'], name=op.f('fk_positions_published_by_id_users')),
        sa.ForeignKeyConstraint(['settled_by_id'], ['users.id'], name=op.f('fk_positions_settled_by_id_users')),
        sa.ForeignKeyConstraint(['verdict_id'], ['verdicts.id'], name=op.f('fk_positions_verdict_id_verdicts')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_positions'))
        )
        with op.batch_alter_table('positions', schema=None) as batch_op:
            batch_op.create_index(batch_op.f('ix_positions_verdict_id'), ['verdict_id'], unique=False)

        op.create_table('verdict_evidence',
        sa.Column('verdict_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.Enum('official_act', 'answer', 'budget_line', 'built', 'other', name='evidencekind', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('capture_id', sa.Integer(), nullable=True),
        sa.Column('file_id', sa.Integer(), nullable=True),
        sa.Column('item_id', sa.Integer(), nullable=True),
        sa.Column('note', sa.Text(), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('capture_id IS NOT NULL OR file_id IS NOT NULL', name=op.f('ck_verdict_evidence_copy_kept')),
        sa.ForeignKeyConstraint(['capture_id'], ['captures.id'], name=op.f('fk_verdict_evidence_capture_id_captures')),
        sa.ForeignKeyConstraint(['file_id'], ['stored_files.id'], name=op.f('fk_verdict_evidence_file_id_stored_files')),
        sa.ForeignKeyConstraint(['item_id'], ['items.id'], name=op.f('fk_verdict_evidence_item_id_items')),
        sa.ForeignKeyConstraint(['verdict_id'], ['verdicts.id'], name=op.f('fk_verdict_evidence_verdict_id_verdicts')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_verdict_evidence'))
        )
        with op.batch_alter_table('verdict_evidence', schema=None) as batch_op:
            batch_op.create_index(batch_op.f('ix_verdict_evidence_verdict_id'), ['verdict_id'], unique=False)

        with op.batch_alter_table('assignments', schema=None) as batch_op:
            batch_op.add_column(sa.Column('campaign_id', sa.Integer(), nullable=True))
            batch_op.drop_constraint(batch_op.f('uq_assignments_user_id_mandate_id'), type_='unique')
            batch_op.create_unique_constraint(batch_op.f('uq_assignments_campaign_id_user_id_mandate_id'), ['campaign_id', 'user_id', 'mandate_id'])
            batch_op.create_index('uq_assignments_outside', ['user_id', 'mandate_id'], unique=True, sqlite_where=sa.text('campaign_id IS NULL'), postgresql_where=sa.text('campaign_id IS NULL'))
            batch_op.create_foreign_key(batch_op.f('fk_assignments_campaign_id_campaigns'), 'campaigns', ['campaign_id'], ['id'])

        with op.batch_alter_table('code_books', schema=None) as batch_op:
            batch_op.add_column(sa.Column('draft', sa.Boolean(), nullable=False))

        with op.batch_alter_table('codings', schema=None) as batch_op:
            batch_op.add_column(sa.Column('books', sa.JSON(none_as_null=True), nullable=True))

        with op.batch_alter_table('programmes', schema=None) as batch_op:
            batch_op.add_column(sa.Column('capture_id', sa.Integer(), nullable=True))
            batch_op.add_column(sa.Column('availability', sa.Enum('published', 'on_request', 'not_available', name='availability', native_enum=False, length=32), nullable=True))
            batch_op.add_column(sa.Column('found_via', sa.Enum('media', 'social_network', 'own_site', 'election_commission', 'other', name='foundvia', native_enum=False, length=32), nullable=True))
            batch_op.add_column(sa.Column('origin', sa.Enum('own', 'own_on_party', 'party_only', 'broken_link', 'not_provided', name='origin', native_enum=False, length=32), nullable=True))
            batch_op.add_column(sa.Column('specific_promises', sa.Boolean(), nullable=True))
            batch_op.add_column(sa.Column('known_on', sa.Date(), nullable=True))
            batch_op.create_foreign_key(batch_op.f('fk_programmes_capture_id_captures'), 'captures', ['capture_id'], ['id'])

        with op.batch_alter_table('records', schema=None) as batch_op:
            batch_op.add_column(sa.Column('withdrawn', sa.Boolean(), nullable=False))

        with op.batch_alter_table('stated_figures', schema=None) as batch_op:
            batch_op.add_column(sa.Column('sum_key', sa.Text(), nullable=True))
            batch_op.add_column(sa.Column('source_url', sa.Text(), nullable=True))
            batch_op.add_column(sa.Column('file_id', sa.Integer(), nullable=True))
            batch_op.add_column(sa.Column('capture_id', sa.Integer(), nullable=True))
            batch_op.add_column(sa.Column('entered_by_id', sa.Integer(), nullable=True))
            batch_op.add_column(sa.Column('withdrawn', sa.Boolean(), server_default=sa.false(), nullable=False))
            batch_op.create_foreign_key(batch_op.f('fk_stated_figures_entered_by_id_users'), 'users', ['entered_by_id'], ['id'])
            batch_op.create_foreign_key(batch_op.f('fk_stated_figures_capture_id_captures'), 'captures', ['capture_id'], ['id'])
            batch_op.create_foreign_key(batch_op.f('fk_stated_figures_file_id_stored_files'), 'stored_files', ['file_id'], ['id'])

        with op.batch_alter_table('stored_files', schema=None) as batch_op:
            batch_op.add_column(sa.Column('text_error', sa.Text(), nullable=True))
            batch_op.add_column(sa.Column('withheld_why', sa.Text(), nullable=True))

        with op.batch_alter_table('theses', schema=None) as batch_op:
            batch_op.add_column(sa.Column('statement', sa.Enum('commitment', 'goal', 'instrument', 'problem', 'achievement', 'description', name='statement', native_enum=False, length=32), nullable=True))
            batch_op.add_column(sa.Column('concerns_district', sa.Boolean(), nullable=True))
            batch_op.add_column(sa.Column('file_id', sa.Integer(), nullable=True))
            batch_op.add_column(sa.Column('capture_id', sa.Integer(), nullable=True))
            batch_op.add_column(sa.Column('text_start', sa.Integer(), nullable=True))
            batch_op.add_column(sa.Column('text_end', sa.Integer(), nullable=True))
            batch_op.create_foreign_key(batch_op.f('fk_theses_file_id_stored_files'), 'stored_files', ['file_id'], ['id'])
            batch_op.create_foreign_key(batch_op.f('fk_theses_capture_id_captures'), 'captures', ['capture_id'], ['id'])

        with op.batch_alter_table('topics', schema=None) as batch_op:
            batch_op.add_column(sa.Column('retired', sa.Boolean(), nullable=False))

        with op.batch_alter_table('programmes', schema=None) as batch_op:
            batch_op.create_check_constraint(op.f('ck_programmes_availability'), "availability IN ('published', 'on_request', 'not_available')")
            batch_op.create_check_constraint(op.f('ck_programmes_foundvia'), "found_via IN ('media', 'social_network', 'own_site', 'election_commission', 'other')")
            batch_op.create_check_constraint(op.f('ck_programmes_origin'), "origin IN ('own', 'own_on_party', 'party_only', 'broken_link', 'not_provided')")
        with op.batch_alter_table('codings', schema=None) as batch_op:
            batch_op.drop_constraint(op.f('ck_codings_reading'), type_='check')
            batch_op.create_check_constraint(op.f('ck_codings_reading'), "reading IN ('tagged', 'none_fits', 'unsure', 'skipped')")
        with op.batch_alter_table('theses', schema=None) as batch_op:
            batch_op.create_check_constraint(op.f('ck_theses_statement'), "statement IN ('commitment', 'goal', 'instrument', 'problem', 'achievement', 'description')")
            batch_op.create_check_constraint(op.f('ck_theses_cut_in_order'), '(text_start IS NULL) = (text_end IS NULL) AND (text_end IS NULL OR (text_start >= 0 AND text_end > text_start))')


def downgrade():
    # The rows of the tables dropped here are gone: they stand in a backup. A reading that older
    # code does not know becomes the nearest it does, and assignments of campaigns end with them.
    op.execute("UPDATE codings SET reading = 'unsure' WHERE reading = 'skipped'")
    op.execute("DELETE FROM assignments WHERE campaign_id IS NOT NULL")
    with rebuilding(op.get_bind()):
        with op.batch_alter_table('programmes', schema=None) as batch_op:
            batch_op.drop_constraint(op.f('ck_programmes_availability'), type_='check')
            batch_op.drop_constraint(op.f('ck_programmes_foundvia'), type_='check')
            batch_op.drop_constraint(op.f('ck_programmes_origin'), type_='check')
        with op.batch_alter_table('codings', schema=None) as batch_op:
            batch_op.drop_constraint(op.f('ck_codings_reading'), type_='check')
            batch_op.create_check_constraint(op.f('ck_codings_reading'), "reading IN ('tagged', 'none_fits', 'unsure')")
        with op.batch_alter_table('theses', schema=None) as batch_op:
            batch_op.drop_constraint(op.f('ck_theses_statement'), type_='check')
            batch_op.drop_constraint(op.f('ck_theses_cut_in_order'), type_='check')
        with op.batch_alter_table('topics', schema=None) as batch_op:
            batch_op.drop_column('retired')

        with op.batch_alter_table('theses', schema=None) as batch_op:
            batch_op.drop_constraint(batch_op.f('fk_theses_capture_id_captures'), type_='foreignkey')
            batch_op.drop_constraint(batch_op.f('fk_theses_file_id_stored_files'), type_='foreignkey')
            batch_op.drop_column('text_end')
            batch_op.drop_column('text_start')
            batch_op.drop_column('capture_id')
            batch_op.drop_column('file_id')
            batch_op.drop_column('concerns_district')
            batch_op.drop_column('statement')

        with op.batch_alter_table('stored_files', schema=None) as batch_op:
            batch_op.drop_column('withheld_why')
            batch_op.drop_column('text_error')

        with op.batch_alter_table('stated_figures', schema=None) as batch_op:
            batch_op.drop_constraint(batch_op.f('fk_stated_figures_file_id_stored_files'), type_='foreignkey')
            batch_op.drop_constraint(batch_op.f('fk_stated_figures_capture_id_captures'), type_='foreignkey')
            batch_op.drop_constraint(batch_op.f('fk_stated_figures_entered_by_id_users'), type_='foreignkey')
            batch_op.drop_column('withdrawn')
            batch_op.drop_column('entered_by_id')
            batch_op.drop_column('capture_id')
            batch_op.drop_column('file_id')
            batch_op.drop_column('source_url')
            batch_op.drop_column('sum_key')

        with op.batch_alter_table('records', schema=None) as batch_op:
            batch_op.drop_column('withdrawn')

        with op.batch_alter_table('programmes', schema=None) as batch_op:
            batch_op.drop_constraint(batch_op.f('fk_programmes_capture_id_captures'), type_='foreignkey')
            batch_op.drop_column('known_on')
            batch_op.drop_column('specific_promises')
            batch_op.drop_column('origin')
            batch_op.drop_column('found_via')
            batch_op.drop_column('availability')
            batch_op.drop_column('capture_id')

        with op.batch_alter_table('codings', schema=None) as batch_op:
            batch_op.drop_column('books')

        with op.batch_alter_table('code_books', schema=None) as batch_op:
            batch_op.drop_column('draft')

        with op.batch_alter_table('assignments', schema=None) as batch_op:
            batch_op.drop_constraint(batch_op.f('fk_assignments_campaign_id_campaigns'), type_='foreignkey')
            batch_op.drop_index('uq_assignments_outside', sqlite_where=sa.text('campaign_id IS NULL'), postgresql_where=sa.text('campaign_id IS NULL'))
            batch_op.drop_constraint(batch_op.f('uq_assignments_campaign_id_user_id_mandate_id'), type_='unique')
            batch_op.create_unique_constraint(batch_op.f('uq_assignments_user_id_mandate_id'), ['user_id', 'mandate_id'])
            batch_op.drop_column('campaign_id')

        with op.batch_alter_table('verdict_evidence', schema=None) as batch_op:
            batch_op.drop_index(batch_op.f('ix_verdict_evidence_verdict_id'))

        op.drop_table('verdict_evidence')
        with op.batch_alter_table('positions', schema=None) as batch_op:
            batch_op.drop_index(batch_op.f('ix_positions_verdict_id'))

        op.drop_table('positions')
        with op.batch_alter_table('asked_verdicts', schema=None) as batch_op:
            batch_op.drop_index(batch_op.f('ix_asked_verdicts_verdict_id'))

        op.drop_table('asked_verdicts')
        with op.batch_alter_table('verdicts', schema=None) as batch_op:
            batch_op.drop_index('uq_verdicts_proposed', sqlite_where=sa.text("state = 'proposed'"), postgresql_where=sa.text("state = 'proposed'"))
            batch_op.drop_index('uq_verdicts_confirmed', sqlite_where=sa.text("state = 'confirmed'"), postgresql_where=sa.text("state = 'confirmed'"))
            batch_op.drop_index(batch_op.f('ix_verdicts_thesis_id'))

        op.drop_table('verdicts')
        with op.batch_alter_table('position_asks', schema=None) as batch_op:
            batch_op.drop_index(batch_op.f('ix_position_asks_link_id'))

        op.drop_table('position_asks')
        with op.batch_alter_table('settled_topics', schema=None) as batch_op:
            batch_op.drop_index(batch_op.f('ix_settled_topics_topic_id'))

        op.drop_table('settled_topics')
        with op.batch_alter_table('settled_theses', schema=None) as batch_op:
            batch_op.drop_index(batch_op.f('ix_settled_theses_thesis_id'))

        op.drop_table('settled_theses')
        with op.batch_alter_table('sample_units', schema=None) as batch_op:
            batch_op.drop_index(batch_op.f('ix_sample_units_participation_id'))
            batch_op.drop_index('ix_sample_units_coder_id')

        op.drop_table('sample_units')
        with op.batch_alter_table('recodings', schema=None) as batch_op:
            batch_op.drop_index(batch_op.f('ix_recodings_participation_id'))
            batch_op.drop_index('ix_recodings_coder_id')

        op.drop_table('recodings')
        op.drop_table('precedents')
        op.drop_table('offers')
        with op.batch_alter_table('guest_links', schema=None) as batch_op:
            batch_op.drop_index(batch_op.f('ix_guest_links_thesis_id'))
            batch_op.drop_index(batch_op.f('ix_guest_links_mandate_id'))

        op.drop_table('guest_links')
        with op.batch_alter_table('case_comments', schema=None) as batch_op:
            batch_op.drop_index(batch_op.f('ix_case_comments_participation_id'))

        op.drop_table('case_comments')
        with op.batch_alter_table('appeal_files', schema=None) as batch_op:
            batch_op.drop_index(batch_op.f('ix_appeal_files_appeal_id'))

        op.drop_table('appeal_files')
        with op.batch_alter_table('appeal_events', schema=None) as batch_op:
            batch_op.drop_index(batch_op.f('ix_appeal_events_appeal_id'))

        op.drop_table('appeal_events')
        with op.batch_alter_table('adjudications', schema=None) as batch_op:
            batch_op.drop_index('uq_adjudications_current', sqlite_where=sa.text('current'), postgresql_where=sa.text('current'))
            batch_op.drop_index(batch_op.f('ix_adjudications_participation_id'))

        op.drop_table('adjudications')
        with op.batch_alter_table('voters_orders', schema=None) as batch_op:
            batch_op.drop_index(batch_op.f('ix_voters_orders_meeting_id'))

        op.drop_table('voters_orders')
        with op.batch_alter_table('social_accounts', schema=None) as batch_op:
            batch_op.drop_index(batch_op.f('ix_social_accounts_mandate_id'))

        op.drop_table('social_accounts')
        with op.batch_alter_table('search_steps', schema=None) as batch_op:
            batch_op.drop_index(batch_op.f('ix_search_steps_mandate_id'))

        op.drop_table('search_steps')
        with op.batch_alter_table('reminders', schema=None) as batch_op:
            batch_op.drop_index('ix_reminders_user_id_seen_at')

        op.drop_table('reminders')
        with op.batch_alter_table('post_accounts', schema=None) as batch_op:
            batch_op.drop_index(batch_op.f('ix_post_accounts_record_id'))

        op.drop_table('post_accounts')
        with op.batch_alter_table('memberships', schema=None) as batch_op:
            batch_op.drop_index(batch_op.f('ix_memberships_mandate_id'))

        op.drop_table('memberships')
        with op.batch_alter_table('meeting_themes', schema=None) as batch_op:
            batch_op.drop_index(batch_op.f('ix_meeting_themes_topic_id'))

        op.drop_table('meeting_themes')
        with op.batch_alter_table('error_reports', schema=None) as batch_op:
            batch_op.drop_index('ix_error_reports_state')

        op.drop_table('error_reports')
        op.drop_table('edition_parts')
        with op.batch_alter_table('campaign_mandates', schema=None) as batch_op:
            batch_op.drop_index(batch_op.f('ix_campaign_mandates_mandate_id'))

        op.drop_table('campaign_mandates')
        with op.batch_alter_table('appeals', schema=None) as batch_op:
            batch_op.drop_index(batch_op.f('ix_appeals_mandate_id'))
            batch_op.drop_index('ix_appeals_due_on')
            batch_op.drop_index(batch_op.f('ix_appeals_campaign_id'))

        op.drop_table('appeals')
        with op.batch_alter_table('posts', schema=None) as batch_op:
            batch_op.drop_index('uq_posts_url_key_standing', sqlite_where=sa.text('NOT withdrawn'), postgresql_where=sa.text('NOT withdrawn'))
            batch_op.drop_index(batch_op.f('ix_posts_url_key'))

        op.drop_table('posts')
        op.drop_table('meetings')
        op.drop_table('editions')
        op.drop_table('campaign_books')
        op.drop_table('uploads')
        with op.batch_alter_table('campaigns', schema=None) as batch_op:
            batch_op.drop_index(batch_op.f('ix_campaigns_convocation_id'))

        op.drop_table('campaigns')
        op.drop_table('special_days')
        op.drop_table('calendar_years')
        with op.batch_alter_table('theses', schema=None) as batch_op:
            batch_op.drop_constraint(batch_op.f('uq_theses_id_testable'), type_='unique')
