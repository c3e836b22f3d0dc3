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


def downgrade():
    with rebuilding(op.get_bind()):
        with op.batch_alter_table('capture_withholdings', schema=None) as batch_op:
            batch_op.drop_index(batch_op.f('ix_capture_withholdings_url_key'))
            batch_op.drop_index(batch_op.f('ix_capture_withholdings_sha256'))

        op.drop_table('capture_withholdings')
