"""`python -m course.simulate`: print how a thousand dossiers spread."""

from course.simulate import fairness

if __name__ == "__main__":
    print(fairness().to_string(na_rep=""))
