"""What must be true of the portal, in the words of the memo, checked from both sides."""
