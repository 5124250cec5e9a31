"""Makes the bot's tables without Alembic, as SQLAlchemy alone would: create_all.py, with the database in DB_URL."""
import asyncio
import os

from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from models import Base


async def create_all():
    engine = create_async_engine(os.environ["DB_URL"], poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    await engine.dispose()


asyncio.run(create_all())
