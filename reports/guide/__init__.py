"""Guides from records of passing scenarios: the memo itself and its tasks, as page, document and film."""
