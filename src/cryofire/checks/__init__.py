"""What is wrong with a set, before an hour is lost."""
