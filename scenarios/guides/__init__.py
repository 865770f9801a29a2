"""The tasks that guides show, each done from its first step to its last. The memo's guide is made from the story."""
