"""The memo: one module for each of its steps, and the story that walks it whole."""
