"""One's own data: exported, imported into another installation, made into cards and questions elsewhere, deleted."""
