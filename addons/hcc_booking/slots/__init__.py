"""The slot engine: plain Python, no Odoo, no clock, no randomness.

All times are naive datetimes on one axis (the models use UTC); intervals are
half open: the stop is not part of them.
"""
