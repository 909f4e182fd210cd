"""Hints, guided mode, and answers that came about with them"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')

STRICT = {'sqlite_strict': True}



def upgrade() -> None:
    with op.batch_alter_table('instance', table_kwargs=STRICT) as batch_op:
        batch_op.add_column(sa.Column('hints', sa.Integer(), server_default='0', nullable=False))
        batch_op.create_check_constraint(op.f('ck_instance_hints'), 'hints >= 0')

    with op.batch_alter_table('submission', table_kwargs=STRICT) as batch_op:
        batch_op.add_column(sa.Column('own', sa.REAL(), nullable=True))
        batch_op.drop_constraint(op.f('ck_submission_kind'), type_='check')
        batch_op.create_check_constraint(op.f('ck_submission_kind'), "kind IN ('answered', 'unknown', 'guided', 'shown')")
        batch_op.create_check_constraint(op.f('ck_submission_shown'), "kind <> 'shown' OR correct = 0")
        batch_op.create_check_constraint(op.f('ck_submission_own'), 'own BETWEEN 0 AND 1')

    op.create_table('guided_move',
    sa.Column('id', ID, nullable=False),
    sa.Column('instance_id', ID, nullable=False),
    sa.Column('practice', sa.Integer(), nullable=False),
    sa.Column('stage', sa.Integer(), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('action', sa.Text(), nullable=False),
    sa.Column('texts', sa.Text(), nullable=False),
    sa.Column('verdicts', sa.Text(), nullable=False),
    sa.Column('created_at', sa.Text(), nullable=False),
    sa.CheckConstraint('practice IN (0, 1)', name=op.f('ck_guided_move_practice')),
    sa.CheckConstraint('stage >= 0', name=op.f('ck_guided_move_stage')),
    sa.CheckConstraint('ordinal >= 0', name=op.f('ck_guided_move_ordinal')),
    sa.CheckConstraint("action IN ('tried', 'shown', 'kept')", name=op.f('ck_guided_move_action')),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_guided_move_instance_id_instance')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_guided_move')),
    sa.UniqueConstraint('instance_id', 'practice', 'stage', 'ordinal', name=op.f('uq_guided_move_instance_id_practice_stage_ordinal')),
    sqlite_strict=True
    )


def downgrade() -> None:
    op.drop_table('guided_move')
    op.execute("UPDATE submission SET kind = 'answered' WHERE kind IN ('guided', 'shown')")
    with op.batch_alter_table('submission', table_kwargs=STRICT) as batch_op:
        batch_op.drop_constraint(op.f('ck_submission_own'), type_='check')
        batch_op.drop_constraint(op.f('ck_submission_shown'), type_='check')
        batch_op.drop_constraint(op.f('ck_submission_kind'), type_='check')
        batch_op.create_check_constraint(op.f('ck_submission_kind'), "kind IN ('answered', 'unknown')")
        batch_op.drop_column('own')

    with op.batch_alter_table('instance', table_kwargs=STRICT) as batch_op:
        batch_op.drop_constraint(op.f('ck_instance_hints'), type_='check')
        batch_op.drop_column('hints')
