"""How student code is run and marked."""
