"""What is kept: SQLite through SQLAlchemy Core, one transaction per command."""
