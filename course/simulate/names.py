"""Invented places, bodies, outlets and actors. Any likeness to real ones is chance.

The names belong to no language or region in particular, so that a reader brings no opinion along.
"""

from dataclasses import dataclass

__all__ = [
    "ALWAYS",
    "ARMED_GROUPS",
    "MOVEMENTS",
    "NEIGHBOURS",
    "OUTLETS",
    "PEOPLES",
    "PLACES",
    "RIVALS",
    "SETTINGS",
    "TIES",
    "Outlet",
]

PLACES = (
    ("Ombrel", "the Ombrel district"),
    ("Savarre", "the Savarre district"),
    ("Tiluna", "the Tiluna district"),
    ("Kerothe", "the Kerothe district"),
    ("Maldine", "the Maldine district"),
    ("Orvessa", "the Orvessa district"),
    ("Pelluin", "the Pelluin district"),
    ("Quorrin", "the Quorrin district"),
)
SETTINGS = (
    "a market hall",
    "a railway station",
    "a ferry terminal",
    "a sports hall",
    "a town fair",
)
ARMED_GROUPS = ("the Lantern Circle", "the Third Bridge Front", "the Amber Row", "the Heron League")
MOVEMENTS = ("the Orchard Movement", "the Long River Council", "the White Quarry Assembly")
RIVALS = ("the Salt Road Guard", "the Upper Ford Company", "the Mill Street Brigade")
NEIGHBOURS = ("the Republic of Tesselin", "the State of Lorrimond", "the Union of Ausk")
PEOPLES = ("people of the upper valleys", "seasonal workers", "people of the river towns")


@dataclass(frozen=True)
class Outlet:
    """A page that carries figures.

    half : incident size, in people killed, of which it reports every second one
    lag : typical minutes from a statement to its report
    own : whether it counts for itself as well
    keeps : in how many of 100 reports it keeps a word such as "at least"
    """

    name: str
    kind: str
    half: int
    lag: int
    own: bool
    keeps: int
    standing: str


OUTLETS = (
    Outlet("Meridian Wire", "news_agency", 2, 25, True, 98,
           "Agency with staff at the place; prints corrections under the first figure."),
    Outlet("Lowland Press Agency", "news_agency", 4, 45, True, 95,
           "Agency; names the office that a figure comes from."),
    Outlet("Harbour Radio", "news_outlet", 1, 20, True, 90,
           "Local station with reporters at the place; small staff."),
    Outlet("The Evening Ledger", "news_outlet", 6, 120, True, 90,
           "Regional paper; keeps a list of published names."),
    Outlet("District Broadcasting Service", "state_media", 3, 60, False, 85,
           "Broadcaster of the district; reads out statements of its offices."),
    Outlet("Ninth Channel Online", "news_outlet", 8, 30, False, 55,
           "Fast; headlines often drop 'at least'. Updates pages in place."),
    Outlet("Noon Bulletin", "news_outlet", 10, 90, False, 70,
           "Rewrites agencies; has no staff at the place."),
    Outlet("The Distant Courier", "news_outlet", 25, 300, False, 75,
           "Paper of another country; cites agencies."),
    Outlet("Continental News Pool", "news_agency", 12, 80, False, 90,
           "Passes on what member agencies send; marks whose it is."),
    Outlet("World Digest", "news_outlet", 40, 600, False, 55,
           "Summaries of other media; seldom says where a figure was first."),
    Outlet("Open Lexicon", "encyclopaedia", 15, 1500, False, 60,
           "Encyclopaedia anyone can edit; figures change without a note."),
    Outlet("Metropolitan Observer", "news_outlet", 20, 240, True, 92,
           "Paper of the capital; sends a reporter within days."),
)  # fmt: skip

# What pages may say of the actors: source, relation, target, sign, certainty. The roles are filled
# with names; relations, signs and certainties are those of the table `relations`. The first three
# stand in every dossier, and two of them say opposite things of one pair.
ALWAYS = (
    ("group", "attacked", "place", "hostile", "stated"),
    ("rival", "fights", "group", "hostile", "stated"),
    ("rival", "supports", "group", "cooperative", "hedged"),
)
TIES = (
    ("group", "affiliated_with", "movement", "cooperative", "hedged"),
    ("rival", "broke_away_from", "movement", "hostile", "stated"),
    ("authority", "fights", "movement", "hostile", "stated"),
    ("authority", "imposes_bounty_on", "group", "hostile", "stated"),
    ("neighbour", "supports", "authority", "cooperative", "stated"),
    ("neighbour", "supports", "rival", "cooperative", "hedged"),
    ("movement", "resents", "neighbour", "hostile", "inferred"),
    ("movement", "recruits_from", "people", "neutral", "hedged"),
    ("group", "recruits_from", "people", "neutral", "predicted"),
    ("group", "claims_territory", "district", "neutral", "stated"),
    ("people", "migrates_to", "neighbour", "neutral", "stated"),
)
