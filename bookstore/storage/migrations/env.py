"""What alembic runs: the migrations, on the connection and in the transaction handed to it."""

from alembic import context

from bookstore.storage.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite changes a table by copying it
)
with context.begin_transaction():
    context.run_migrations()
