"""Interactive tools: one tool a file, its Python beside its JavaScript where it has any."""
