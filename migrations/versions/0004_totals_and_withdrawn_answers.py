"""Totals kept with the answers, slips in a table of their own, answers that can be withdrawn"""

import json
from itertools import groupby

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')

STRICT = {'sqlite_strict': True}
BATCH = 10_000
BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
REAL = sa.Double().with_variant(sa.REAL(), 'sqlite')
COUNTED = sa.text('withdrawn_at IS NULL')
SUBMISSION = {
    'learner_id': '(SELECT i.learner_id FROM instance i WHERE i.id = submission.instance_id)',
    'topic': '(SELECT i.topic FROM instance i WHERE i.id = submission.instance_id)',
    'family': '(SELECT i.family FROM instance i WHERE i.id = submission.instance_id)',
    'settled_at': 'created_at',  # who went on before answers could be withdrawn has gone on
}


def in_batches(table, sql, **values):
    """Run a statement on one range of ids after the other."""
    connection = op.get_bind()
    last = connection.execute(sa.text(f'SELECT coalesce(max(id), 0) FROM {table}')).scalar_one()
    for first in range(1, last + 1, BATCH):
        yield connection.execute(sa.text(sql), {'first': first, 'last': first + BATCH - 1, **values})


def upgrade() -> None:
    op.drop_index(op.f('ix_quiz_learner_id'), 'quiz')
    op.create_index('ix_quiz_finished', 'quiz', ['learner_id', 'finished_at', 'dropped_at', 'id'])

    op.add_column('instance', sa.Column('learner_id', ID, nullable=True))
    for _ in in_batches('instance', 'UPDATE instance SET learner_id = (SELECT q.learner_id FROM quiz q WHERE q.id = quiz_id) '
                                    'WHERE id BETWEEN :first AND :last'):
        pass
    with op.batch_alter_table('instance', table_kwargs=STRICT) as batch_op:
        batch_op.alter_column('learner_id', existing_type=ID, nullable=False)
        batch_op.add_column(sa.Column('replaced_at', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('replaces_id', ID, nullable=True))
        batch_op.create_foreign_key(op.f('fk_instance_learner_id_learner'), 'learner', ['learner_id'], ['id'])
        batch_op.create_foreign_key(op.f('fk_instance_replaces_id_instance'), 'instance', ['replaces_id'], ['id'])
        batch_op.drop_constraint(op.f('uq_instance_quiz_id_ordinal'), type_='unique')
        for name in ('family', 'fingerprint', 'quiz_id'):
            batch_op.drop_index(op.f(f'ix_instance_{name}'))
    standing = sa.text('replaced_at IS NULL')
    op.create_index('uq_instance_place', 'instance', ['quiz_id', 'ordinal'], unique=True, sqlite_where=standing, postgresql_where=standing)
    op.create_index('ix_instance_seen', 'instance', ['learner_id', 'id', 'fingerprint'])

    op.add_column('submission', sa.Column('learner_id', ID, nullable=True))
    for name in ('topic', 'family', 'settled_at', 'withdrawn_at'):
        op.add_column('submission', sa.Column(name, sa.Text(), nullable=True))
    filled = ', '.join(f'{name} = {value}' for name, value in SUBMISSION.items())
    for _ in in_batches('submission', f'UPDATE submission SET {filled} WHERE id BETWEEN :first AND :last'):
        pass
    op.create_table('recognised_slip',
    sa.Column('submission_id', ID, nullable=False),
    sa.Column('slip', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_recognised_slip_submission_id_submission')),
    sa.PrimaryKeyConstraint('submission_id', 'slip', name=op.f('pk_recognised_slip')),
    sqlite_strict=True
    )
    move_slips_out()
    with op.batch_alter_table('submission', table_kwargs=STRICT) as batch_op:
        batch_op.alter_column('learner_id', existing_type=ID, nullable=False)
        for name in ('topic', 'family'):
            batch_op.alter_column(name, existing_type=sa.Text(), nullable=False)
        for name in ('seconds', 'own'):
            batch_op.alter_column(name, existing_type=sa.REAL(), type_=REAL, existing_nullable=True)
        batch_op.create_foreign_key(op.f('fk_submission_learner_id_learner'), 'learner', ['learner_id'], ['id'])
        batch_op.drop_column('slips')
        batch_op.drop_index(op.f('ix_submission_created_at'))
    op.create_index('ix_submission_newest', 'submission', ['learner_id', 'id'])
    for name, columns in (('correct', ['learner_id', 'correct', 'id']), ('guessed', ['learner_id', 'guessed', 'id']),
                          ('family', ['learner_id', 'topic', 'family', 'id'])):
        op.create_index(f'ix_submission_{name}', 'submission', columns, sqlite_where=COUNTED, postgresql_where=COUNTED)

    op.create_table('family_total',
    sa.Column('learner_id', ID, nullable=False),
    sa.Column('topic', sa.Text(), nullable=False),
    sa.Column('family', sa.Text(), nullable=False),
    sa.Column('answered', sa.Integer(), nullable=False),
    sa.Column('correct', sa.Integer(), nullable=False),
    sa.Column('guessed', sa.Integer(), nullable=False),
    sa.Column('guided', sa.Integer(), nullable=False),
    sa.Column('timed', sa.Integer(), nullable=False),
    sa.Column('micros', BIG, nullable=False),
    sa.Column('withdrawn', sa.Integer(), nullable=False),
    sa.Column('standing', sa.Text(), nullable=False),
    sa.Column('last_at', sa.Text(), nullable=True),
    sa.CheckConstraint('correct BETWEEN 0 AND answered', name=op.f('ck_family_total_correct')),
    sa.CheckConstraint('guessed BETWEEN 0 AND answered', name=op.f('ck_family_total_guessed')),
    sa.CheckConstraint('guided BETWEEN 0 AND answered', name=op.f('ck_family_total_guided')),
    sa.CheckConstraint('timed BETWEEN 0 AND answered', name=op.f('ck_family_total_timed')),
    sa.CheckConstraint('micros >= 0', name=op.f('ck_family_total_micros')),
    sa.CheckConstraint('withdrawn >= 0', name=op.f('ck_family_total_withdrawn')),
    sa.CheckConstraint("standing IN ('new', 'miss', 'hit', 'combo')", name=op.f('ck_family_total_standing')),
    sa.ForeignKeyConstraint(['learner_id'], ['learner.id'], name=op.f('fk_family_total_learner_id_learner')),
    sa.PrimaryKeyConstraint('learner_id', 'topic', 'family', name=op.f('pk_family_total')),
    sqlite_strict=True
    )
    op.create_table('quarter_total',
    sa.Column('learner_id', ID, nullable=False),
    sa.Column('began_at', sa.Text(), nullable=False),
    sa.Column('answered', sa.Integer(), nullable=False),
    sa.Column('correct', sa.Integer(), nullable=False),
    sa.CheckConstraint('answered > 0', name=op.f('ck_quarter_total_answered')),
    sa.CheckConstraint('correct BETWEEN 0 AND answered', name=op.f('ck_quarter_total_correct')),
    sa.ForeignKeyConstraint(['learner_id'], ['learner.id'], name=op.f('fk_quarter_total_learner_id_learner')),
    sa.PrimaryKeyConstraint('learner_id', 'began_at', name=op.f('pk_quarter_total')),
    sqlite_strict=True
    )
    op.create_table('slip_total',
    sa.Column('learner_id', ID, nullable=False),
    sa.Column('slip', sa.Text(), nullable=False),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.CheckConstraint('times > 0', name=op.f('ck_slip_total_times')),
    sa.ForeignKeyConstraint(['learner_id'], ['learner.id'], name=op.f('fk_slip_total_learner_id_learner')),
    sa.PrimaryKeyConstraint('learner_id', 'slip', name=op.f('pk_slip_total')),
    sqlite_strict=True
    )


def move_slips_out() -> None:
    found = in_batches('submission', "SELECT id, slips FROM submission WHERE slips <> '[]' AND id BETWEEN :first AND :last")
    for rows in found:
        slips = [{'id': key, 'slip': slip} for key, text in rows for slip in dict.fromkeys(json.loads(text))]
        if slips:
            op.get_bind().execute(sa.text('INSERT INTO recognised_slip VALUES (:id, :slip)'), slips)


def move_slips_back() -> None:
    found = in_batches('submission', 'SELECT submission_id, slip FROM recognised_slip WHERE submission_id BETWEEN :first AND :last '
                                     'ORDER BY submission_id, slip')
    for rows in found:
        slips = [{'id': key, 'slips': json.dumps([slip for _, slip in group], separators=(',', ':'))}
                 for key, group in groupby(rows.all(), key=lambda row: row[0])]
        if slips:
            op.get_bind().execute(sa.text('UPDATE submission SET slips = :slips WHERE id = :id'), slips)


def downgrade() -> None:
    for table in ('slip_total', 'quarter_total', 'family_total'):
        op.drop_table(table)
    # A withdrawn answer counts nowhere, and an older app would count it.
    withdrawn = 'IN (SELECT id FROM submission WHERE withdrawn_at IS NOT NULL)'
    replaced = 'IN (SELECT id FROM instance WHERE replaced_at IS NOT NULL)'
    op.execute(f'DELETE FROM recognised_slip WHERE submission_id {withdrawn}')
    op.execute(f'DELETE FROM guided_move WHERE instance_id {replaced}')
    op.execute('DELETE FROM submission WHERE withdrawn_at IS NOT NULL')
    op.execute('UPDATE instance SET replaces_id = NULL')
    op.execute('DELETE FROM instance WHERE replaced_at IS NOT NULL')

    op.add_column('submission', sa.Column('slips', sa.Text(), server_default='[]', nullable=False))
    move_slips_back()
    op.drop_table('recognised_slip')
    for name in ('newest', 'correct', 'guessed', 'family'):
        op.drop_index(f'ix_submission_{name}', 'submission')
    with op.batch_alter_table('submission', table_kwargs=STRICT) as batch_op:
        batch_op.alter_column('slips', existing_type=sa.Text(), server_default=None)
        for name in ('seconds', 'own'):
            batch_op.alter_column(name, existing_type=REAL, type_=sa.REAL(), existing_nullable=True)
        batch_op.drop_constraint(op.f('fk_submission_learner_id_learner'), type_='foreignkey')
        for name in ('learner_id', 'topic', 'family', 'settled_at', 'withdrawn_at'):
            batch_op.drop_column(name)
        batch_op.create_index(op.f('ix_submission_created_at'), ['created_at'])

    for name in ('uq_instance_place', 'ix_instance_seen'):
        op.drop_index(name, 'instance')
    with op.batch_alter_table('instance', table_kwargs=STRICT) as batch_op:
        for name in ('learner_id_learner', 'replaces_id_instance'):
            batch_op.drop_constraint(op.f(f'fk_instance_{name}'), type_='foreignkey')
        for name in ('learner_id', 'replaced_at', 'replaces_id'):
            batch_op.drop_column(name)
        batch_op.create_unique_constraint(op.f('uq_instance_quiz_id_ordinal'), ['quiz_id', 'ordinal'])
        for name in ('family', 'fingerprint', 'quiz_id'):
            batch_op.create_index(op.f(f'ix_instance_{name}'), [name])

    op.drop_index('ix_quiz_finished', 'quiz')
    op.create_index(op.f('ix_quiz_learner_id'), 'quiz', ['learner_id'])
