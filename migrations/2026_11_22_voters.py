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

        op.drop_table('successors')
        op.drop_table('places')
        with op.batch_alter_table('capture_withholdings', schema=None) as batch_op:
            batch_op.drop_index(batch_op.f('ix_capture_withholdings_url_key'))
            batch_op.drop_index(batch_op.f('ix_capture_withholdings_sha256'))

        op.drop_table('capture_withholdings')
