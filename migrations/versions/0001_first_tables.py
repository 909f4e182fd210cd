"""First tables: learners, quizzes, instances, submissions"""

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('learner',
    sa.Column('id', ID, nullable=False),
    sa.Column('language', sa.Text(), nullable=True),
    sa.Column('theme', sa.Text(), nullable=False),
    sa.Column('shortcuts', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.Text(), nullable=False),
    sa.CheckConstraint("language IN ('ja', 'en')", name=op.f('ck_learner_language')),
    sa.CheckConstraint("theme IN ('auto', 'light', 'dark')", name=op.f('ck_learner_theme')),
    sa.CheckConstraint('shortcuts IN (0, 1)', name=op.f('ck_learner_shortcuts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_learner')),
    sqlite_strict=True
    )
    op.create_table('quiz',
    sa.Column('id', ID, nullable=False),
    sa.Column('learner_id', ID, nullable=False),
    sa.Column('topics', sa.Text(), nullable=False),
    sa.Column('levels', sa.Text(), nullable=False),
    sa.Column('ordering', sa.Text(), nullable=False),
    sa.Column('repeats_id', ID, nullable=True),
    sa.Column('created_at', sa.Text(), nullable=False),
    sa.Column('finished_at', sa.Text(), nullable=True),
    sa.CheckConstraint("ordering IN ('mixed', 'topic', 'again')", name=op.f('ck_quiz_ordering')),
    sa.ForeignKeyConstraint(['learner_id'], ['learner.id'], name=op.f('fk_quiz_learner_id_learner')),
    sa.ForeignKeyConstraint(['repeats_id'], ['quiz.id'], name=op.f('fk_quiz_repeats_id_quiz')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quiz')),
    sqlite_strict=True
    )
    with op.batch_alter_table('quiz', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_quiz_learner_id'), ['learner_id'], unique=False)

    op.create_table('instance',
    sa.Column('id', ID, nullable=False),
    sa.Column('quiz_id', ID, nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('family', sa.Text(), nullable=False),
    sa.Column('topic', sa.Text(), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('form', sa.Text(), nullable=False),
    sa.Column('fingerprint', sa.Text(), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('shown_at', sa.Text(), nullable=True),
    sa.CheckConstraint('ordinal >= 1', name=op.f('ck_instance_ordinal')),
    sa.ForeignKeyConstraint(['quiz_id'], ['quiz.id'], name=op.f('fk_instance_quiz_id_quiz')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_instance')),
    sa.UniqueConstraint('quiz_id', 'ordinal', name=op.f('uq_instance_quiz_id_ordinal')),
    sqlite_strict=True
    )
    with op.batch_alter_table('instance', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_instance_family'), ['family'], unique=False)
        batch_op.create_index(batch_op.f('ix_instance_fingerprint'), ['fingerprint'], unique=False)
        batch_op.create_index(batch_op.f('ix_instance_quiz_id'), ['quiz_id'], unique=False)

    op.create_table('submission',
    sa.Column('id', ID, nullable=False),
    sa.Column('instance_id', ID, nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('guessed', sa.Integer(), nullable=False),
    sa.Column('choice', sa.Integer(), nullable=True),
    sa.Column('texts', sa.Text(), nullable=False),
    sa.Column('correct', sa.Integer(), nullable=False),
    sa.Column('cells', sa.Text(), nullable=False),
    sa.Column('slips', sa.Text(), nullable=False),
    sa.Column('seconds', sa.REAL(), nullable=True),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('created_at', sa.Text(), nullable=False),
    sa.CheckConstraint("kind IN ('answered', 'unknown')", name=op.f('ck_submission_kind')),
    sa.CheckConstraint("language IN ('ja', 'en')", name=op.f('ck_submission_language')),
    sa.CheckConstraint('correct IN (0, 1)', name=op.f('ck_submission_correct')),
    sa.CheckConstraint('guessed IN (0, 1)', name=op.f('ck_submission_guessed')),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_submission_instance_id_instance')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_submission')),
    sa.UniqueConstraint('instance_id', name=op.f('uq_submission_instance_id')),
    sqlite_strict=True
    )
    with op.batch_alter_table('submission', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_submission_created_at'), ['created_at'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('submission', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_submission_created_at'))

    op.drop_table('submission')
    with op.batch_alter_table('instance', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_instance_quiz_id'))
        batch_op.drop_index(batch_op.f('ix_instance_fingerprint'))
        batch_op.drop_index(batch_op.f('ix_instance_family'))

    op.drop_table('instance')
    with op.batch_alter_table('quiz', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_quiz_learner_id'))

    op.drop_table('quiz')
    op.drop_table('learner')
