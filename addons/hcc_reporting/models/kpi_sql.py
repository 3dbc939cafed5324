"""Expressions in SQL that the figures are made of."""

from odoo.tools import SQL

from ..tools.kpi_columns import Rate


def rate_to_sql(rate: Rate, above: SQL, below: SQL) -> SQL:
    # Rounded here, once: every reader gets the same digits.
    return SQL(
        "ROUND((%s)::numeric / NULLIF(%s, 0) / %s, %s)::float8",
        above,
        below,
        rate.unit,
        rate.decimals,
    )


def local_day(moment: SQL) -> SQL:
    # The expression is the one of the index on appointments.
    return SQL(
        "((%s AT TIME ZONE 'UTC') AT TIME ZONE 'Asia/Ho_Chi_Minh')::date", moment
    )


def one_if(condition: SQL) -> SQL:
    return SQL("(CASE WHEN %s THEN 1 ELSE 0 END)", condition)


def minutes_between(start: SQL, stop: SQL) -> SQL:
    return SQL(
        "GREATEST(0, FLOOR(EXTRACT(EPOCH FROM %s - %s) / 60))::integer", stop, start
    )
