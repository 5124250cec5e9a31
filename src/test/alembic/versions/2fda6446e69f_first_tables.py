"""The first tables."""
import sqlalchemy as sa
from alembic import context, op

revision = "2fda6446e69f"
down_revision = "47f559ec82bb"


def times():
    now = context.get_x_argument(as_dictionary=True).get("default", "CURRENT_TIMESTAMP")
    return [sa.Column(name, sa.DateTime(), server_default=sa.text(now), nullable=False) for name in ("created_at", "updated_at")]


def upgrade():
    op.create_table(
        "categories",
        sa.Column("category_name", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        *times(),
        sa.PrimaryKeyConstraint("id"))
    op.create_table(
        "users",
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("username", sa.String(), nullable=True),
        sa.Column("first_name", sa.String(), nullable=True),
        sa.Column("last_name", sa.String(), nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        *times(),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("telegram_id"))
    op.create_table(
        "products",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("price", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Text(), nullable=True),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        *times(),
        sa.ForeignKeyConstraint(["category_id"], ["categories.id"]),
        sa.PrimaryKeyConstraint("id"))
    op.create_table(
        "purchases",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("price", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        *times(),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"]),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"]),
        sa.PrimaryKeyConstraint("id"))


def downgrade():
    for table in ("purchases", "products", "users", "categories"):
        op.drop_table(table)
