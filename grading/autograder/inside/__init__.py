"""What runs inside the fence."""
