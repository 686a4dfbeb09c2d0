"""Where things are: the folders of the checkout this package runs from.

Only names live here. Nothing is read or created on import.
"""

from pathlib import Path

__all__ = ["DATASETS", "GRADING", "NOTEBOOKS", "ROOT", "SEEDS"]

ROOT = Path(__file__).resolve().parents[1]
SEEDS = ROOT / "seeds"
DATASETS = ROOT / "datasets"
NOTEBOOKS = ROOT / "notebooks"
GRADING = ROOT / "grading"
