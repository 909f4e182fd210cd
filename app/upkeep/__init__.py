"""What keeps the app running and its data safe: backups, health, metrics, logs."""
