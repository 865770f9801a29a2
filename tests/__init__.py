"""Tests of the parts themselves; nothing imports them."""
