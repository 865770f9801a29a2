"""The reference portal in other clothes, for the page objects to prove that they depend on words alone.

`python -m tests.disguises NAME serve …` starts it: `shuffled` changes everywhere what may change while roles and words
stay (ids, classes, tags, wrappers, layout tables); `old` is how portals were built twenty years ago (frames, table
cells that are pressed, labels that are only text in the next cell, pictures for buttons). Its pages are rewritten on
the way out; the portal itself knows nothing of it.
"""
