"""The slot engine: plain Python, no Odoo, no clock, no randomness.

All times are whole minutes on one axis (``minutes.py``; the models store UTC), and
intervals are half open: the stop is not part of them.
"""
