"""Dashboards as the JSON that Odoo's spreadsheets read. No Odoo here."""

from .boards import NAMES, build

__all__ = ["NAMES", "build"]
