"""The tables of the desk of analysts.

Deletion is a state: a migration that drops a table or a column says in `downgrade` and in
its message where the rows went. What `items.search_text` held follows from the records; the
index of searches has it in a table of its own.
"""

from alembic import op
import sqlalchemy as sa

from models.engine import rebuilding


revision = '2026_11_22_workbench'
down_revision = '2026_11_22_search'
branch_labels = None
depends_on = None


def upgrade():
    with rebuilding(op.get_bind()):
        op.create_table('export_runs',
        sa.Column('user_id', sa.Integer(), nullable=True),
        sa.Column('tables', sa.JSON(), nullable=False),
        sa.Column('format', sa.Text(), nullable=False),
        sa.Column('lang', sa.Text(), nullable=True),
        sa.Column('asked', sa.JSON(), nullable=False),
        sa.Column('columns', sa.JSON(), nullable=False),
        sa.Column('state', sa.Enum('begun', 'done', 'broken', name='exportstate', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('rows', sa.Integer(), nullable=True),
        sa.Column('size', sa.Integer(), nullable=True),
        sa.Column('sha256', sa.Text(), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("state != 'done' OR (ended_at IS NOT NULL AND sha256 IS NOT NULL)", name=op.f('ck_export_runs_done_is_whole')),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_export_runs_user_id_users')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_export_runs'))
        )
        with op.batch_alter_table('export_runs', schema=None) as batch_op:
            batch_op.create_index('ix_export_runs_begun_at', ['begun_at'], unique=False)

        op.create_table('imports',
        sa.Column('kind', sa.Enum('monitoring', 'items', name='importkind', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('state', sa.Enum('begun', 'mapped', 'checked', 'applied', 'discarded', name='importstate', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('convocation_id', sa.Integer(), nullable=False),
        sa.Column('file_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('sheet', sa.Text(), nullable=False),
        sa.Column('heading_row', sa.Integer(), nullable=False),
        sa.Column('columns', sa.JSON(), nullable=False),
        sa.Column('meanings', sa.JSON(), nullable=False),
        sa.Column('headings', sa.Text(), nullable=False),
        sa.Column('compiler', sa.Text(), nullable=True),
        sa.Column('period_start', sa.Date(), nullable=True),
        sa.Column('period_end', sa.Date(), nullable=True),
        sa.Column('item_kind', sa.Text(), nullable=True),
        sa.Column('revision', sa.Integer(), nullable=False),
        sa.Column('plan', sa.Text(), nullable=True),
        sa.Column('counts', sa.JSON(), nullable=False),
        sa.Column('problem', sa.Text(), nullable=True),
        sa.Column('begun_by_id', sa.Integer(), nullable=True),
        sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('applied_by_id', sa.Integer(), nullable=True),
        sa.Column('applied_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('heading_row >= 1', name=op.f('ck_imports_heading_row')),
        sa.ForeignKeyConstraint(['applied_by_id'], ['users.id'], name=op.f('fk_imports_applied_by_id_users')),
        sa.ForeignKeyConstraint(['begun_by_id'], ['users.id'], name=op.f('fk_imports_begun_by_id_users')),
        sa.ForeignKeyConstraint(['convocation_id'], ['convocations.id'], name=op.f('fk_imports_convocation_id_convocations')),
        sa.ForeignKeyConstraint(['file_id'], ['stored_files.id'], name=op.f('fk_imports_file_id_stored_files')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_imports'))
        )
        with op.batch_alter_table('imports', schema=None) as batch_op:
            batch_op.create_index(batch_op.f('ix_imports_file_id'), ['file_id'], unique=False)
            batch_op.create_index(batch_op.f('ix_imports_headings'), ['headings'], unique=False)

        op.create_table('period_reports',
        sa.Column('convocation_id', sa.Integer(), nullable=False),
        sa.Column('start', sa.Date(), nullable=False),
        sa.Column('end', sa.Date(), nullable=False),
        sa.Column('created_by_id', sa.Integer(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('"end" >= start', name=op.f('ck_period_reports_in_order')),
        sa.ForeignKeyConstraint(['convocation_id'], ['convocations.id'], name=op.f('fk_period_reports_convocation_id_convocations')),
        sa.ForeignKeyConstraint(['created_by_id'], ['users.id'], name=op.f('fk_period_reports_created_by_id_users')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_period_reports')),
        sa.UniqueConstraint('convocation_id', 'start', 'end', name=op.f('uq_period_reports_convocation_id_start_end'))
        )
        with op.batch_alter_table('period_reports', schema=None) as batch_op:
            batch_op.create_index(batch_op.f('ix_period_reports_convocation_id'), ['convocation_id'], unique=False)

        op.create_table('saved_views',
        sa.Column('owner_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('table_name', sa.Text(), nullable=False),
        sa.Column('asked', sa.JSON(), nullable=False),
        sa.Column('columns', sa.JSON(), nullable=False),
        sa.Column('lang', sa.Text(), nullable=True),
        sa.Column('format', sa.Text(), nullable=False),
        sa.Column('shared', sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column('withdrawn', sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['owner_id'], ['users.id'], name=op.f('fk_saved_views_owner_id_users')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_views'))
        )
        with op.batch_alter_table('saved_views', schema=None) as batch_op:
            batch_op.create_index('uq_saved_views_owner_id_name', ['owner_id', 'name'], unique=True, sqlite_where=sa.text('NOT withdrawn'), postgresql_where=sa.text('NOT withdrawn'))

        op.create_table('import_rows',
        sa.Column('import_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('action', sa.Enum('created', 'changed', 'unchanged', 'wrong', name='rowaction', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('title', sa.Text(), nullable=False),
        sa.Column('changes', sa.JSON(), nullable=False),
        sa.Column('troubles', sa.JSON(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['import_id'], ['imports.id'], name=op.f('fk_import_rows_import_id_imports')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_import_rows')),
        sa.UniqueConstraint('import_id', 'number', name=op.f('uq_import_rows_import_id_number'))
        )
        op.create_table('recommendations',
        sa.Column('report_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('addressee', sa.Enum('deputies', 'chamber', 'public_bodies', 'civil_society', 'media', 'voters', 'other', name='addressee', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('text_kk', sa.Text(), nullable=True),
        sa.Column('text_ru', sa.Text(), nullable=True),
        sa.Column('text_en', sa.Text(), nullable=True),
        sa.Column('replaces_id', sa.Integer(), nullable=True),
        sa.Column('withdrawn', sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column('written_by_id', sa.Integer(), nullable=False),
        sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('number > 0', name=op.f('ck_recommendations_number_positive')),
        sa.CheckConstraint('text_kk IS NOT NULL OR text_ru IS NOT NULL OR text_en IS NOT NULL', name=op.f('ck_recommendations_has_words')),
        sa.ForeignKeyConstraint(['replaces_id'], ['recommendations.id'], name=op.f('fk_recommendations_replaces_id_recommendations')),
        sa.ForeignKeyConstraint(['report_id'], ['period_reports.id'], name=op.f('fk_recommendations_report_id_period_reports')),
        sa.ForeignKeyConstraint(['written_by_id'], ['users.id'], name=op.f('fk_recommendations_written_by_id_users')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_recommendations'))
        )
        with op.batch_alter_table('recommendations', schema=None) as batch_op:
            batch_op.create_index(batch_op.f('ix_recommendations_report_id'), ['report_id'], unique=False)

        op.create_table('report_texts',
        sa.Column('report_id', sa.Integer(), nullable=False),
        sa.Column('section', sa.Enum('introduction', 'method', 'programmes', 'requests', 'topics', 'meetings', 'appeals', 'outcomes', 'reconciliation', 'checks', 'agreement', 'turnout', 'conclusions', 'recommendations', 'deputies', name='section', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('lang', sa.Enum('kk', 'ru', 'en', name='lang', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('written_by_id', sa.Integer(), nullable=False),
        sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['report_id'], ['period_reports.id'], name=op.f('fk_report_texts_report_id_period_reports')),
        sa.ForeignKeyConstraint(['written_by_id'], ['users.id'], name=op.f('fk_report_texts_written_by_id_users')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_report_texts'))
        )
        with op.batch_alter_table('report_texts', schema=None) as batch_op:
            batch_op.create_index('ix_report_texts_place', ['report_id', 'section', 'lang'], unique=False)

        op.create_table('data_releases',
        sa.Column('edition_id', sa.Integer(), nullable=True),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('as_of', sa.Date(), nullable=False),
        sa.Column('why', sa.Enum('due', 'withheld', 'lost', name='madewhy', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('withheld', sa.Text(), nullable=False),
        sa.Column('files', sa.JSON(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['edition_id'], ['editions.id'], name=op.f('fk_data_releases_edition_id_editions')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_data_releases'))
        )
        with op.batch_alter_table('data_releases', schema=None) as batch_op:
            batch_op.create_index('ix_data_releases_edition_id', ['edition_id', 'id'], unique=False)

        op.create_table('recommendation_states',
        sa.Column('recommendation_id', sa.Integer(), nullable=False),
        sa.Column('report_id', sa.Integer(), nullable=False),
        sa.Column('state', sa.Enum('open', 'taken_up', 'partly', 'not_taken_up', name='followup', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('note_kk', sa.Text(), nullable=True),
        sa.Column('note_ru', sa.Text(), nullable=True),
        sa.Column('note_en', sa.Text(), nullable=True),
        sa.Column('written_by_id', sa.Integer(), nullable=False),
        sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['recommendation_id'], ['recommendations.id'], name=op.f('fk_recommendation_states_recommendation_id_recommendations')),
        sa.ForeignKeyConstraint(['report_id'], ['period_reports.id'], name=op.f('fk_recommendation_states_report_id_period_reports')),
        sa.ForeignKeyConstraint(['written_by_id'], ['users.id'], name=op.f('fk_recommendation_states_written_by_id_users')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_recommendation_states'))
        )
        with op.batch_alter_table('recommendation_states', schema=None) as batch_op:
            batch_op.create_index(batch_op.f('ix_recommendation_states_recommendation_id'), ['recommendation_id'], unique=False)
            batch_op.create_index(batch_op.f('ix_recommendation_states_report_id'), ['report_id'], unique=False)

        op.create_table('report_files',
        sa.Column('convocation_id', sa.Integer(), nullable=False),
        sa.Column('edition_id', sa.Integer(), nullable=True),
        sa.Column('period_start', sa.Date(), nullable=False),
        sa.Column('period_end', sa.Date(), nullable=False),
        sa.Column('lang', sa.Enum('kk', 'ru', 'en', name='lang', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('format', sa.Enum('docx', 'pdf', 'html', name='reportformat', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('deputy', sa.Text(), nullable=True),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('size', sa.Integer(), nullable=False),
        sa.Column('sha256', sa.Text(), nullable=False),
        sa.Column('built_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('built_by_id', sa.Integer(), nullable=True),
        sa.Column('job_id', sa.Integer(), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('period_start <= period_end', name=op.f('ck_report_files_period_in_order')),
        sa.CheckConstraint('size > 0', name=op.f('ck_report_files_not_empty')),
        sa.ForeignKeyConstraint(['built_by_id'], ['users.id'], name=op.f('fk_report_files_built_by_id_users')),
        sa.ForeignKeyConstraint(['convocation_id'], ['convocations.id'], name=op.f('fk_report_files_convocation_id_convocations')),
        sa.ForeignKeyConstraint(['edition_id'], ['editions.id'], name=op.f('fk_report_files_edition_id_editions')),
        sa.ForeignKeyConstraint(['job_id'], ['jobs.id'], name=op.f('fk_report_files_job_id_jobs')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_report_files'))
        )
        with op.batch_alter_table('items', schema=None) as batch_op:
            batch_op.drop_column('search_text')

        with op.batch_alter_table('stated_figures', schema=None) as batch_op:
            batch_op.add_column(sa.Column('lang', sa.Enum('kk', 'ru', 'en', name='lang', native_enum=False, length=32), nullable=True))
            batch_op.add_column(sa.Column('note_kk', sa.Text(), nullable=True))
            batch_op.add_column(sa.Column('note_ru', sa.Text(), nullable=True))
            batch_op.add_column(sa.Column('note_en', sa.Text(), nullable=True))
            batch_op.add_column(sa.Column('source_kk', sa.Text(), nullable=True))
            batch_op.add_column(sa.Column('source_ru', sa.Text(), nullable=True))
            batch_op.add_column(sa.Column('source_en', sa.Text(), nullable=True))

        with op.batch_alter_table('stated_figures', schema=None) as batch_op:
            batch_op.create_check_constraint(op.f('ck_stated_figures_lang'), "lang IN ('kk', 'ru', 'en')")


def downgrade():
    with rebuilding(op.get_bind()):
        with op.batch_alter_table('stated_figures', schema=None) as batch_op:
            batch_op.drop_constraint(op.f('ck_stated_figures_lang'), type_='check')
        with op.batch_alter_table('stated_figures', schema=None) as batch_op:
            batch_op.drop_column('source_en')
            batch_op.drop_column('source_ru')
            batch_op.drop_column('source_kk')
            batch_op.drop_column('note_en')
            batch_op.drop_column('note_ru')
            batch_op.drop_column('note_kk')
            batch_op.drop_column('lang')

        with op.batch_alter_table('items', schema=None) as batch_op:
            batch_op.add_column(sa.Column('search_text', sa.Text(), server_default='', nullable=False))

        op.drop_table('report_files')
        with op.batch_alter_table('recommendation_states', schema=None) as batch_op:
            batch_op.drop_index(batch_op.f('ix_recommendation_states_report_id'))
            batch_op.drop_index(batch_op.f('ix_recommendation_states_recommendation_id'))

        op.drop_table('recommendation_states')
        with op.batch_alter_table('data_releases', schema=None) as batch_op:
            batch_op.drop_index('ix_data_releases_edition_id')

        op.drop_table('data_releases')
        with op.batch_alter_table('report_texts', schema=None) as batch_op:
            batch_op.drop_index('ix_report_texts_place')

        op.drop_table('report_texts')
        with op.batch_alter_table('recommendations', schema=None) as batch_op:
            batch_op.drop_index(batch_op.f('ix_recommendations_report_id'))

        op.drop_table('recommendations')
        op.drop_table('import_rows')
        with op.batch_alter_table('saved_views', schema=None) as batch_op:
            batch_op.drop_index('uq_saved_views_owner_id_name', sqlite_where=sa.text('NOT withdrawn'), postgresql_where=sa.text('NOT withdrawn'))

        op.drop_table('saved_views')
        with op.batch_alter_table('period_reports', schema=None) as batch_op:
            batch_op.drop_index(batch_op.f('ix_period_reports_convocation_id'))

        op.drop_table('period_reports')
        with op.batch_alter_table('imports', schema=None) as batch_op:
            batch_op.drop_index(batch_op.f('ix_imports_headings'))
            batch_op.drop_index(batch_op.f('ix_imports_file_id'))

        op.drop_table('imports')
        with op.batch_alter_table('export_runs', schema=None) as batch_op:
            batch_op.drop_index('ix_export_runs_begun_at')

        op.drop_table('export_runs')
