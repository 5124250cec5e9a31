"""What `alembic check` does from Alembic 1.9 on: fails unless the database is at head and has just the models' tables."""
import os
import sys

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory

from models import Base

config = Config(os.path.join(os.path.dirname(os.path.abspath(__file__)), "alembic.ini"))
scripts = ScriptDirectory.from_config(config)
seen = []


def compare(revision, context):
    if set(revision) != set(scripts.get_heads()):
        sys.exit(f"The database is at {revision}, not at {scripts.get_heads()}.")
    seen.append(compare_metadata(context, Base.metadata))
    return []


with EnvironmentContext(config, scripts, fn=compare):
    scripts.run_env()
if seen != [[]]:
    sys.exit(f"New upgrade operations detected: {seen}")
print("No new upgrade operations detected.")
