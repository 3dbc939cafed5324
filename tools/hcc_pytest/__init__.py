"""What runs inside pytest: log records, counts, databases and servers."""
