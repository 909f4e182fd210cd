"""Classes: who belongs to one, how one comes in, the sets that it is given, and who sat which"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

STRICT = {'sqlite_strict': True}
BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def _refers(table, column, to):
    return sa.ForeignKeyConstraint([column], [f'{to}.id'], name=f'fk_{table}_{column}_{to}')


def upgrade() -> None:
    op.create_table(
        'classroom',
        sa.Column('id', BIG, nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('created_at', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('id', name='pk_classroom'),
        sa.CheckConstraint('length(name) BETWEEN 1 AND 60', name='ck_classroom_name'),
        **STRICT,
    )
    op.create_table(
        'membership',
        sa.Column('id', BIG, nullable=False),
        sa.Column('classroom_id', BIG, nullable=False),
        sa.Column('learner_id', BIG, nullable=False),
        sa.Column('role', sa.Text(), nullable=False),
        sa.Column('joined_at', sa.Text(), nullable=False),
        sa.Column('consented_at', sa.Text(), nullable=True),
        sa.Column('left_at', sa.Text(), nullable=True),
        sa.Column('removed', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('id', name='pk_membership'),
        sa.UniqueConstraint('classroom_id', 'learner_id', name='uq_membership_classroom_id_learner_id'),
        sa.CheckConstraint("role IN ('owner', 'member')", name='ck_membership_role'),
        sa.CheckConstraint('removed IN (0, 1)', name='ck_membership_removed'),
        sa.CheckConstraint(
            "consented_at IS NULL OR (role = 'member' AND left_at IS NULL)", name='ck_membership_consented'
        ),
        _refers('membership', 'classroom_id', 'classroom'),
        _refers('membership', 'learner_id', 'learner'),
        **STRICT,
    )
    op.create_index('ix_membership_learner', 'membership', ['learner_id'])
    op.create_table(
        'invitation',
        sa.Column('classroom_id', BIG, nullable=False),
        sa.Column('code', sa.Text(), nullable=False),
        sa.Column('created_at', sa.Text(), nullable=False),
        sa.Column('expires_at', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('classroom_id', name='pk_invitation'),
        sa.UniqueConstraint('code', name='uq_invitation_code'),
        _refers('invitation', 'classroom_id', 'classroom'),
        **STRICT,
    )
    op.create_table(
        'class_set',
        sa.Column('id', BIG, nullable=False),
        sa.Column('classroom_id', BIG, nullable=False),
        sa.Column('title', sa.Text(), nullable=False),
        sa.Column('topics', sa.Text(), nullable=False),
        sa.Column('levels', sa.Text(), nullable=False),
        sa.Column('answers', sa.Text(), nullable=False),
        sa.Column('count', sa.Integer(), nullable=False),
        sa.Column('ordering', sa.Text(), nullable=False),
        sa.Column('shared', sa.Integer(), nullable=False),
        sa.Column('late', sa.Integer(), nullable=False),
        sa.Column('due_at', sa.Text(), nullable=False),
        sa.Column('created_at', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('id', name='pk_class_set'),
        sa.CheckConstraint('length(title) BETWEEN 1 AND 80', name='ck_class_set_title'),
        sa.CheckConstraint("answers IN ('all', 'chosen')", name='ck_class_set_answers'),
        sa.CheckConstraint("ordering IN ('mixed', 'topic')", name='ck_class_set_ordering'),
        sa.CheckConstraint('count >= 1', name='ck_class_set_count'),
        sa.CheckConstraint('shared IN (0, 1)', name='ck_class_set_shared'),
        sa.CheckConstraint('late IN (0, 1)', name='ck_class_set_late'),
        _refers('class_set', 'classroom_id', 'classroom'),
        **STRICT,
    )
    op.create_index('ix_class_set_due', 'class_set', ['classroom_id', 'due_at'])
    op.create_table(
        'set_question',
        sa.Column('set_id', BIG, nullable=False),
        sa.Column('ordinal', sa.Integer(), nullable=False),
        sa.Column('family', sa.Text(), nullable=False),
        sa.Column('topic', sa.Text(), nullable=False),
        sa.Column('level', sa.Integer(), nullable=False),
        sa.Column('form', sa.Text(), nullable=False),
        sa.Column('seed', BIG, nullable=True),
        sa.Column('content', sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint('set_id', 'ordinal', name='pk_set_question'),
        sa.CheckConstraint('ordinal >= 1', name='ck_set_question_ordinal'),
        sa.CheckConstraint('(seed IS NULL) = (content IS NULL)', name='ck_set_question_drawn'),
        _refers('set_question', 'set_id', 'class_set'),
        **STRICT,
    )
    op.create_index('ix_set_question_seed', 'set_question', ['family', 'seed'])
    op.create_table(
        'sitting',
        sa.Column('quiz_id', BIG, nullable=False),
        sa.Column('set_id', BIG, nullable=False),
        sa.Column('learner_id', BIG, nullable=False),
        sa.PrimaryKeyConstraint('quiz_id', name='pk_sitting'),
        sa.UniqueConstraint('set_id', 'learner_id', name='uq_sitting_set_id_learner_id'),
        _refers('sitting', 'quiz_id', 'quiz'),
        _refers('sitting', 'set_id', 'class_set'),
        _refers('sitting', 'learner_id', 'learner'),
        **STRICT,
    )


def downgrade() -> None:
    for table in ('sitting', 'set_question', 'class_set', 'invitation', 'membership', 'classroom'):
        op.drop_table(table)
