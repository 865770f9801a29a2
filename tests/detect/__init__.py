"""Whether the suite notices: the fitting scenarios against a portal with each known defect, and the kill table."""
