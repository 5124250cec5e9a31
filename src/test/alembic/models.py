"""The bot's tables at head, as its program wants them."""
from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Integer, String, Text, func
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Row:
    """What all tables have."""

    id = Column(Integer, primary_key=True, autoincrement=True)
    created_at = Column(DateTime, nullable=False, server_default=func.now())
    updated_at = Column(DateTime, nullable=False, server_default=func.now(), onupdate=func.now())


class Category(Row, Base):
    __tablename__ = "categories"

    category_name = Column(Text, nullable=False)


class User(Row, Base):
    __tablename__ = "users"

    telegram_id = Column(BigInteger, unique=True, nullable=False)
    username = Column(String)
    first_name = Column(String)
    last_name = Column(String)


class Product(Row, Base):
    __tablename__ = "products"

    name = Column(Text, nullable=False)
    description = Column(Text, nullable=False)
    price = Column(Integer, nullable=False)
    file_id = Column(Text)
    hidden_content = Column(Text, nullable=False)
    category_id = Column(ForeignKey("categories.id"), nullable=False)


class Purchase(Row, Base):
    __tablename__ = "purchases"

    user_id = Column(ForeignKey("users.id"), nullable=False)
    product_id = Column(ForeignKey("products.id"), nullable=False)
    price = Column(Integer, nullable=False)
    payment_id = Column(String, unique=True, nullable=False)
    payment_type = Column(String, nullable=False)
