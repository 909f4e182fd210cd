"""Flags and notes of the learner"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def one_each(name, told, *columns):
    where = sa.text(f'{told} IS NOT NULL')
    op.create_index(name, 'note', list(columns), unique=True, sqlite_where=where, postgresql_where=where)


def upgrade() -> None:
    op.create_table('flag',
    sa.Column('id', ID, nullable=False),
    sa.Column('learner_id', ID, nullable=False),
    sa.Column('instance_id', ID, nullable=False),
    sa.Column('created_at', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['learner_id'], ['learner.id'], name=op.f('fk_flag_learner_id_learner')),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_flag_instance_id_instance')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_flag')),
    sa.UniqueConstraint('instance_id', name=op.f('uq_flag_instance_id')),
    sqlite_strict=True
    )
    op.create_index('ix_flag_newest', 'flag', ['learner_id', 'id'])
    op.create_table('note',
    sa.Column('id', ID, nullable=False),
    sa.Column('learner_id', ID, nullable=False),
    sa.Column('family', sa.Text(), nullable=True),
    sa.Column('instance_id', ID, nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('created_at', sa.Text(), nullable=False),
    sa.Column('changed_at', sa.Text(), nullable=False),
    sa.CheckConstraint('(family IS NULL) <> (instance_id IS NULL)', name=op.f('ck_note_about')),
    sa.CheckConstraint('length(text) BETWEEN 1 AND 2000', name=op.f('ck_note_text')),
    sa.ForeignKeyConstraint(['learner_id'], ['learner.id'], name=op.f('fk_note_learner_id_learner')),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_note_instance_id_instance')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_note')),
    sqlite_strict=True
    )
    one_each('uq_note_family', 'family', 'learner_id', 'family')
    one_each('uq_note_instance', 'instance_id', 'instance_id')
    op.create_index('ix_note_newest', 'note', ['learner_id', 'id'])


def downgrade() -> None:
    op.drop_table('note')
    op.drop_table('flag')
