"""The doorbell: one thin file a command. Heavy imports stay inside the commands."""
