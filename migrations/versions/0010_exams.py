"""Mock exams: how long one lasts, and what is kept of its questions until it is closed"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('exam',
    sa.Column('quiz_id', ID, nullable=False),
    sa.Column('learner_id', ID, nullable=False),
    sa.Column('length', sa.Text(), nullable=False),
    sa.Column('scope', sa.Text(), nullable=False),
    sa.Column('allowed', sa.Integer(), nullable=False),
    sa.Column('extra', sa.Integer(), nullable=False),
    sa.Column('sets', sa.Text(), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('started_at', sa.Text(), nullable=False),
    sa.Column('deadline_at', sa.Text(), nullable=False),
    sa.Column('closed_at', sa.Text(), nullable=True),
    sa.Column('looking_id', ID, nullable=True),
    sa.Column('looking_since', sa.Text(), nullable=True),
    sa.CheckConstraint("length IN ('full', 'half', 'quarter')", name=op.f('ck_exam_length')),
    sa.CheckConstraint("scope IN ('areas', 'topics')", name=op.f('ck_exam_scope')),
    sa.CheckConstraint("language IN ('ja', 'en')", name=op.f('ck_exam_language')),
    sa.CheckConstraint('allowed > 0', name=op.f('ck_exam_allowed')),
    sa.CheckConstraint('extra IN (100, 125, 150)', name=op.f('ck_exam_extra')),
    sa.CheckConstraint('(looking_id IS NULL) = (looking_since IS NULL)', name=op.f('ck_exam_looking')),
    sa.ForeignKeyConstraint(['quiz_id'], ['quiz.id'], name=op.f('fk_exam_quiz_id_quiz')),
    sa.ForeignKeyConstraint(['learner_id'], ['learner.id'], name=op.f('fk_exam_learner_id_learner')),
    sa.ForeignKeyConstraint(['looking_id'], ['instance.id'], name=op.f('fk_exam_looking_id_instance')),
    sa.PrimaryKeyConstraint('quiz_id', name=op.f('pk_exam')),
    sqlite_strict=True
    )
    still_open = sa.text('closed_at IS NULL')
    op.create_index(
        'uq_exam_open', 'exam', ['learner_id'], unique=True, sqlite_where=still_open, postgresql_where=still_open
    )
    op.create_index('ix_exam_looking', 'exam', ['looking_id'])
    op.create_table('exam_answer',
    sa.Column('instance_id', ID, nullable=False),
    sa.Column('choice', sa.Integer(), nullable=True),
    sa.Column('texts', sa.Text(), nullable=False),
    sa.Column('flagged', sa.Integer(), nullable=False),
    sa.Column('seconds', sa.Double().with_variant(sa.REAL(), 'sqlite'), nullable=False),
    sa.Column('saved_at', sa.Text(), nullable=True),
    sa.CheckConstraint('flagged IN (0, 1)', name=op.f('ck_exam_answer_flagged')),
    sa.CheckConstraint('seconds >= 0', name=op.f('ck_exam_answer_seconds')),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_exam_answer_instance_id_instance')),
    sa.PrimaryKeyConstraint('instance_id', name=op.f('pk_exam_answer')),
    sqlite_strict=True
    )


def downgrade() -> None:
    # A question of an exam that is still open has no submission: as a quiz it would be asked with its time gone.
    op.execute(
        'UPDATE quiz SET dropped_at = (SELECT started_at FROM exam WHERE exam.quiz_id = quiz.id) '
        'WHERE id IN (SELECT quiz_id FROM exam WHERE closed_at IS NULL)'
    )
    op.drop_table('exam_answer')
    op.drop_index('ix_exam_looking', 'exam')
    op.drop_index('uq_exam_open', 'exam')
    op.drop_table('exam')
