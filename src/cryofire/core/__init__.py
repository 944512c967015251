"""Words that every room shares: types, errors, configuration, registry, log."""
