"""What is told of a graded class: tables and pages."""
