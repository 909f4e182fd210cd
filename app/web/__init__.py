"""What every page needs: templates, formulas, texts in two languages, static files, and the guards around requests."""
