"""The work: configuration of a run, schedule, steps, checkpoints, logs."""
