"""How Alembic runs this project's migrations: on the URL it is given, in one transaction, in batch mode on SQLite."""

from alembic import context
from sqlalchemy import create_engine

from app.db.models import Base

url = context.config.get_main_option("sqlalchemy.url")
if url is None:
    from app.settings import Settings

    url = Settings().database_url
engine = create_engine(url)
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
