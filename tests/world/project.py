"""The project of all tests: SECON with three of its partners, and milestones for those that show some."""

from datetime import date

from msgspec.structs import replace

from events_service.programme.records import (
    Contact,
    EarlierName,
    Milestone,
    MilestoneKind,
    MilestoneState,
    Partner,
    Project,
)

PROJECT = Project(
    key="secon",
    acronym="SECON",
    name={"bg": "Социална икономика", "en": "Social Economy"},
    programme="Interreg Europe",
    reference="01C0224",
    funding_statement={"bg": "Съфинансирано от Европейския съюз", "en": "Co-funded by the European Union"},
    starts=date(2023, 3, 1),
    ends=date(2027, 5, 31),
    languages=["en", "bg"],
    lead_partner="peloponnese",
    partners=[
        Partner(key="peloponnese", name={"en": "Region of Peloponnese"}, country="GR", languages=["el"]),
        Partner(
            key="harghita",
            name={"en": "Harghita County Council"},
            country="RO",
            languages=["ro", "hu"],
            earlier_names=[EarlierName(name="Harghita County", until=date(2023, 12, 31))],
        ),
        Partner(key="haskovo", name={"bg": "Община Хасково", "en": "Haskovo Municipality"}, country="BG"),
    ],
    contact=Contact(name="Project team", email="secon@example.org"),
)

NEWSLETTER = Milestone(
    key="newsletter-2",
    kind=MilestoneKind.NEWSLETTER,
    title={"bg": "Втори бюлетин", "en": "Second newsletter"},
    date=date(2024, 4, 24),
    state=MilestoneState.PUBLISHED,
    link="https://example.org/newsletter-2",
)
REPORT = Milestone(
    key="report",
    kind=MilestoneKind.GOOD_PRACTICE_REPORT,
    title="Good practice report",
    semester="S3",
    state=MilestoneState.PUBLISHED,
    link="https://example.org/report",
)
STUDY = Milestone(key="study", kind=MilestoneKind.FIELD_RESEARCH, title="Field research report", semester="S3")
SOME_DAY = Milestone(key="some-day", kind=MilestoneKind.OTHER, title="Some day")
LAST_NEWSLETTER = Milestone(key="last", kind=MilestoneKind.NEWSLETTER, title="Final newsletter", semester="S9")

WITH_MILESTONES = replace(
    PROJECT, milestones=[replace(NEWSLETTER, link="https://example.org/бюлетин-2"), STUDY, SOME_DAY]
)


def new_project() -> dict[str, list[str]]:
    """Give what a browser sends of a new project: fields and their values."""
    return {
        "acronym": ["GREEN WAYS"],
        "name.en": ["Green ways between regions"],
        "programme": ["Interreg Europe"],
        "reference": ["02C0001"],
        "starts": ["2024-01-01"],
        "ends": ["2027-12-31"],
        "working": ["en"],
        "languages": ["en", "bg"],
        "row": ["0", "1"],
        "lead": ["1"],
        "partners.0.name.en": ["Haskovo Municipality"],
        "partners.0.country": ["BG"],
        "partners.1.name.en": ["Łódź Region"],
        "partners.1.country": ["PL"],
    }
