"""Alembic's environment, over the bot's own driver and without a pool."""
import asyncio
import os

from alembic import context
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from models import Base


def is_the_bots(name, kind, parents):
    """The history of market-migrator lies beside the bot's tables; without this, Alembic would want to drop it."""
    return kind != "table" or name != "flyway_schema_history"


def do_run_migrations(connection):
    context.configure(connection=connection, target_metadata=Base.metadata, include_name=is_the_bots,
                      compare_type=True, compare_server_default=True)
    with context.begin_transaction():
        context.run_migrations()


async def run_async_migrations():
    engine = create_async_engine(os.environ["DB_URL"], poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(do_run_migrations)
    await engine.dispose()


asyncio.run(run_async_migrations())
