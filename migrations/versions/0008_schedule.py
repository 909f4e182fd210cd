"""What is remembered of each kind, why a question came, what a quiz is for, and how a learner wants to practise"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')

STRICT = {'sqlite_strict': True}


def upgrade() -> None:
    with op.batch_alter_table('learner', table_kwargs=STRICT) as batch_op:
        batch_op.add_column(sa.Column('zone', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('exam_on', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('daily', sa.Integer(), server_default='12', nullable=False))
        batch_op.add_column(sa.Column('daily_unit', sa.Text(), server_default='questions', nullable=False))
        batch_op.add_column(sa.Column('replayed', sa.Integer(), server_default='0', nullable=False))
        batch_op.create_check_constraint(op.f('ck_learner_daily'), 'daily BETWEEN 1 AND 200')
        batch_op.create_check_constraint(op.f('ck_learner_daily_unit'), "daily_unit IN ('questions', 'minutes')")
        batch_op.create_check_constraint(op.f('ck_learner_replayed'), 'replayed IN (0, 1)')
    with op.batch_alter_table('quiz', table_kwargs=STRICT) as batch_op:
        batch_op.add_column(sa.Column('purpose', sa.Text(), server_default='practice', nullable=False))
        batch_op.create_check_constraint(
            op.f('ck_quiz_purpose'), "purpose IN ('practice', 'today', 'placement', 'exam')"
        )
    with op.batch_alter_table('instance', table_kwargs=STRICT) as batch_op:
        batch_op.add_column(sa.Column('reason', sa.Text(), nullable=True))
        batch_op.create_check_constraint(
            op.f('ck_instance_reason'), "reason IN ('due', 'weak', 'new', 'ahead', 'placement')"
        )
    counted = sa.text('withdrawn_at IS NULL')
    op.create_index(
        'ix_submission_replayed',
        'submission',
        ['learner_id', 'topic', 'family', 'created_at', 'id'],
        sqlite_where=counted,
        postgresql_where=counted,
    )
    op.create_table('rating_change',
    sa.Column('submission_id', ID, nullable=False),
    sa.Column('rating', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.Text(), nullable=False),
    sa.CheckConstraint('rating BETWEEN 1 AND 4', name=op.f('ck_rating_change_rating')),
    sa.ForeignKeyConstraint(
        ['submission_id'], ['submission.id'], name=op.f('fk_rating_change_submission_id_submission')
    ),
    sa.PrimaryKeyConstraint('submission_id', name=op.f('pk_rating_change')),
    sqlite_strict=True
    )
    op.create_table('review',
    sa.Column('submission_id', ID, nullable=False),
    sa.Column('learner_id', ID, nullable=False),
    sa.Column('topic', sa.Text(), nullable=False),
    sa.Column('family', sa.Text(), nullable=False),
    sa.Column('at', sa.Text(), nullable=False),
    sa.Column('day', sa.Text(), nullable=False),
    sa.Column('rating', sa.Integer(), nullable=False),
    sa.Column('predicted', sa.Double().with_variant(sa.REAL(), 'sqlite'), nullable=True),
    sa.Column('stability', sa.Double().with_variant(sa.REAL(), 'sqlite'), nullable=False),
    sa.Column('difficulty', sa.Double().with_variant(sa.REAL(), 'sqlite'), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('run', sa.Integer(), nullable=False),
    sa.CheckConstraint('rating BETWEEN 1 AND 4', name=op.f('ck_review_rating')),
    sa.CheckConstraint('predicted BETWEEN 0 AND 1', name=op.f('ck_review_predicted')),
    sa.CheckConstraint('stability > 0', name=op.f('ck_review_stability')),
    sa.CheckConstraint('difficulty BETWEEN 1 AND 10', name=op.f('ck_review_difficulty')),
    sa.CheckConstraint('level >= 1', name=op.f('ck_review_level')),
    sa.CheckConstraint('run >= 0', name=op.f('ck_review_run')),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_review_submission_id_submission')),
    sa.ForeignKeyConstraint(['learner_id'], ['learner.id'], name=op.f('fk_review_learner_id_learner')),
    sa.PrimaryKeyConstraint('submission_id', name=op.f('pk_review')),
    sqlite_strict=True
    )
    op.create_index('ix_review_family', 'review', ['learner_id', 'topic', 'family', 'at', 'submission_id'])
    op.create_table('card',
    sa.Column('learner_id', ID, nullable=False),
    sa.Column('topic', sa.Text(), nullable=False),
    sa.Column('family', sa.Text(), nullable=False),
    sa.Column('submission_id', ID, nullable=False),
    sa.Column('at', sa.Text(), nullable=False),
    sa.Column('day', sa.Text(), nullable=False),
    sa.Column('rating', sa.Integer(), nullable=False),
    sa.Column('stability', sa.Double().with_variant(sa.REAL(), 'sqlite'), nullable=False),
    sa.Column('difficulty', sa.Double().with_variant(sa.REAL(), 'sqlite'), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('run', sa.Integer(), nullable=False),
    sa.Column('form', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['learner_id'], ['learner.id'], name=op.f('fk_card_learner_id_learner')),
    sa.ForeignKeyConstraint(['submission_id'], ['review.submission_id'], name=op.f('fk_card_submission_id_review')),
    sa.PrimaryKeyConstraint('learner_id', 'topic', 'family', name=op.f('pk_card')),
    sqlite_strict=True
    )


def downgrade() -> None:
    op.drop_index('ix_submission_replayed', 'submission')
    op.drop_table('card')
    op.drop_table('review')
    op.drop_table('rating_change')
    with op.batch_alter_table('instance', table_kwargs=STRICT) as batch_op:
        batch_op.drop_constraint(op.f('ck_instance_reason'), type_='check')
        batch_op.drop_column('reason')
    with op.batch_alter_table('quiz', table_kwargs=STRICT) as batch_op:
        batch_op.drop_constraint(op.f('ck_quiz_purpose'), type_='check')
        batch_op.drop_column('purpose')
    with op.batch_alter_table('learner', table_kwargs=STRICT) as batch_op:
        for name in ('daily', 'daily_unit', 'replayed'):
            batch_op.drop_constraint(op.f(f'ck_learner_{name}'), type_='check')
        for name in ('zone', 'exam_on', 'daily', 'daily_unit', 'replayed'):
            batch_op.drop_column(name)
