"""Known defects: small patches of the portal's source that some scenario must notice. The portal holds no switch.

`python -m tests.defects` lists them, `python -m tests.defects NAME serve …` serves a portal that has one.
"""
