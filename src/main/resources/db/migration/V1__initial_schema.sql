-- migrator: revision=2fda6446e69f, revises=47f559ec82bb

-- The bot's first tables, as its SQLAlchemy models describe them. Referenced tables come first, so that each foreign key
-- stands in its own CREATE TABLE and no table is locked or read a second time.

CREATE TABLE categories (
    id serial PRIMARY KEY,
    category_name text NOT NULL,
    created_at timestamp NOT NULL DEFAULT now(),
    updated_at timestamp NOT NULL DEFAULT now()
);

CREATE TABLE users (
    id serial PRIMARY KEY,
    telegram_id bigint NOT NULL UNIQUE,
    username varchar,
    first_name varchar,
    last_name varchar,
    created_at timestamp NOT NULL DEFAULT now(),
    updated_at timestamp NOT NULL DEFAULT now()
);

CREATE TABLE products (
    id serial PRIMARY KEY,
    name text NOT NULL,
    description text NOT NULL,
    price integer NOT NULL,
    file_id text,
    category_id integer NOT NULL REFERENCES categories (id),
    created_at timestamp NOT NULL DEFAULT now(),
    updated_at timestamp NOT NULL DEFAULT now()
);

CREATE TABLE purchases (
    id serial PRIMARY KEY,
    user_id integer NOT NULL REFERENCES users (id),
    product_id integer NOT NULL REFERENCES products (id),
    price integer NOT NULL,
    created_at timestamp NOT NULL DEFAULT now(),
    updated_at timestamp NOT NULL DEFAULT now()
);
