"""The tables of the pages for voters.

Deletion is a state: a migration that drops a table or a column says in `downgrade` and in
its message where the rows went.
"""

from alembic import op
import sqlalchemy as sa

from models.engine import rebuilding


revision = '2026_11_22_voters'
down_revision = '2026_11_22_method'
branch_labels = None
depends_on = None


def upgrade():
    with rebuilding(op.get_bind()):
        op.create_table('capture_withholdings',
        sa.Column('sha256', sa.Text(), nullable=True),
        sa.Column('url_key', sa.Text(), nullable=True),
        sa.Column('withheld', sa.Boolean(), nullable=False),
        sa.Column('why', sa.Text(), nullable=False),
        sa.Column('decided_by_id', sa.Integer(), nullable=True),
        sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('(sha256 IS NULL) <> (url_key IS NULL)', name=op.f('ck_capture_withholdings_one_subject')),
        sa.ForeignKeyConstraint(['decided_by_id'], ['users.id'], name=op.f('fk_capture_withholdings_decided_by_id_users')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_capture_withholdings'))
        )
        with op.batch_alter_table('capture_withholdings', schema=None) as batch_op:
            batch_op.create_index(batch_op.f('ix_capture_withholdings_sha256'), ['sha256'], unique=False)
            batch_op.create_index(batch_op.f('ix_capture_withholdings_url_key'), ['url_key'], unique=False)

        op.create_table('search_entries',
        sa.Column('mirrored', sa.Enum('deputy', 'thesis', 'item', 'document', 'file', name='mirrored', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('row_id', sa.Integer(), nullable=False),
        sa.Column('what', sa.Enum('deputy', 'promise', 'request', 'meeting', 'act', 'document', name='what', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('convocation_id', sa.Integer(), nullable=True),
        sa.Column('party_id', sa.Integer(), nullable=True),
        sa.Column('topic_id', sa.Integer(), nullable=True),
        sa.Column('date', sa.Date(), nullable=True),
        sa.Column('date_end', sa.Date(), nullable=True),
        sa.Column('titles', sa.Text(), nullable=False),
        sa.Column('search_text', sa.Text(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['convocation_id'], ['convocations.id'], name=op.f('fk_search_entries_convocation_id_convocations')),
        sa.ForeignKeyConstraint(['party_id'], ['parties.id'], name=op.f('fk_search_entries_party_id_parties')),
        sa.ForeignKeyConstraint(['topic_id'], ['topics.id'], name=op.f('fk_search_entries_topic_id_topics')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_search_entries')),
        sa.UniqueConstraint('mirrored', 'row_id', name=op.f('uq_search_entries_mirrored_row_id'))
        )
        with op.batch_alter_table('search_entries', schema=None) as batch_op:
            batch_op.create_index('ix_search_entries_what_date', ['what', 'date'], unique=False)

        op.create_table('places',
        sa.Column('convocation_id', sa.Integer(), nullable=False),
        sa.Column('key', sa.Text(), nullable=False),
        sa.Column('district_id', sa.Integer(), nullable=True),
        sa.Column('region_id', sa.Integer(), nullable=True),
        sa.Column('name_kk', sa.Text(), nullable=True),
        sa.Column('name_ru', sa.Text(), nullable=True),
        sa.Column('name_en', sa.Text(), nullable=True),
        sa.Column('source', sa.Text(), nullable=True),
        sa.Column('confidence', sa.Enum('sourced', 'inferred', 'missing', name='confidence', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('district_id IS NOT NULL OR region_id IS NOT NULL', name=op.f('ck_places_is_somewhere')),
        sa.ForeignKeyConstraint(['convocation_id'], ['convocations.id'], name=op.f('fk_places_convocation_id_convocations')),
        sa.ForeignKeyConstraint(['district_id'], ['districts.id'], name=op.f('fk_places_district_id_districts')),
        sa.ForeignKeyConstraint(['region_id'], ['regions.id'], name=op.f('fk_places_region_id_regions')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_places')),
        sa.UniqueConstraint('convocation_id', 'key', name=op.f('uq_places_convocation_id_key'))
        )
        op.create_table('successors',
        sa.Column('convocation_id', sa.Integer(), nullable=False),
        sa.Column('key', sa.Text(), nullable=False),
        sa.Column('district_id', sa.Integer(), nullable=True),
        sa.Column('region_id', sa.Integer(), nullable=True),
        sa.Column('since', sa.Date(), nullable=True),
        sa.Column('url', sa.Text(), nullable=True),
        sa.Column('name_kk', sa.Text(), nullable=True),
        sa.Column('name_ru', sa.Text(), nullable=True),
        sa.Column('name_en', sa.Text(), nullable=True),
        sa.Column('source', sa.Text(), nullable=True),
        sa.Column('confidence', sa.Enum('sourced', 'inferred', 'missing', name='confidence', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['convocation_id'], ['convocations.id'], name=op.f('fk_successors_convocation_id_convocations')),
        sa.ForeignKeyConstraint(['district_id'], ['districts.id'], name=op.f('fk_successors_district_id_districts')),
        sa.ForeignKeyConstraint(['region_id'], ['regions.id'], name=op.f('fk_successors_region_id_regions')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_successors')),
        sa.UniqueConstraint('convocation_id', 'key', name=op.f('uq_successors_convocation_id_key'))
        )
        op.create_table('search_seats',
        sa.Column('entry_id', sa.Integer(), nullable=False),
        sa.Column('mandate_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['entry_id'], ['search_entries.id'], name=op.f('fk_search_seats_entry_id_search_entries')),
        sa.ForeignKeyConstraint(['mandate_id'], ['mandates.id'], name=op.f('fk_search_seats_mandate_id_mandates')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_search_seats')),
        sa.UniqueConstraint('entry_id', 'mandate_id', name=op.f('uq_search_seats_entry_id_mandate_id'))
        )
        with op.batch_alter_table('search_seats', schema=None) as batch_op:
            batch_op.create_index(batch_op.f('ix_search_seats_mandate_id'), ['mandate_id'], unique=False)

        with op.batch_alter_table('districts', schema=None) as batch_op:
            batch_op.add_column(sa.Column('tile_row', sa.Integer(), nullable=True))
            batch_op.add_column(sa.Column('tile_column', sa.Integer(), nullable=True))

        with op.batch_alter_table('regions', schema=None) as batch_op:
            batch_op.add_column(sa.Column('short_kk', sa.Text(), nullable=True))
            batch_op.add_column(sa.Column('short_ru', sa.Text(), nullable=True))
            batch_op.add_column(sa.Column('short_en', sa.Text(), nullable=True))

        with op.batch_alter_table('districts', schema=None) as batch_op:
            batch_op.create_check_constraint(op.f('ck_districts_tile_is_whole'), '(tile_row IS NULL) = (tile_column IS NULL)')


def downgrade():
    with rebuilding(op.get_bind()):
        with op.batch_alter_table('districts', schema=None) as batch_op:
            batch_op.drop_constraint(op.f('ck_districts_tile_is_whole'), type_='check')
        with op.batch_alter_table('regions', schema=None) as batch_op:
            batch_op.drop_column('short_en')
            batch_op.drop_column('short_ru')
            batch_op.drop_column('short_kk')

        with op.batch_alter_table('districts', schema=None) as batch_op:
            batch_op.drop_column('tile_column')
            batch_op.drop_column('tile_row')

        with op.batch_alter_table('search_seats', schema=None) as batch_op:
            batch_op.drop_index(batch_op.f('ix_search_seats_mandate_id'))

        op.drop_table('search_seats')
        op.drop_table('successors')
        op.drop_table('places')
        with op.batch_alter_table('search_entries', schema=None) as batch_op:
            batch_op.drop_index('ix_search_entries_what_date')

        op.drop_table('search_entries')
        with op.batch_alter_table('capture_withholdings', schema=None) as batch_op:
            batch_op.drop_index(batch_op.f('ix_capture_withholdings_url_key'))
            batch_op.drop_index(batch_op.f('ix_capture_withholdings_sha256'))

        op.drop_table('capture_withholdings')
