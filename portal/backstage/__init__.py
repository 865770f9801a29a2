"""Backstage: the test controls, on a port of their own that only this machine reaches. Off unless asked for.

`portal.backstage.app.create` makes the application; it is imported with backstage only, because FastAPI is.
"""
