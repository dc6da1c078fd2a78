"""What one schema step may do: create tables, add columns to those that are there."""

from dataclasses import dataclass

from sqlalchemy import Column, MetaData, Table

metadata = MetaData()


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL that SQLAlchemy has no words for: indexes of old tables, full text."""

    sql: str
    dialect: str | None = None
    """Run on this database alone, by SQLAlchemy's name of it; None = on every one."""


@dataclass(frozen=True, slots=True)
class Step:
    """One numbered change of the schema; a step that has shipped is never changed.

    ``tables`` are created where missing. ``columns`` are added where missing: the ``Table`` objects say how a
    table is *now*, so a fresh database gets a later column with its table already. An added column needs a
    ``server_default`` or must be nullable. ``after`` runs last, in order.
    """

    tables: tuple[Table, ...] = ()
    columns: tuple[Column[object], ...] = ()
    after: tuple[Statement, ...] = ()
