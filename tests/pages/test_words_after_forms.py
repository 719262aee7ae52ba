"""Every address of pages that takes a form has a row: by which word the next page says what was done, or why none does.

A new one fails until it stands here. Each word is asked for at the page that the form leads to, in every row.
"""

import httpx
import lxml.html
import pytest

from events_service.access.records import Role
from events_service.database import Database
from events_service.settings import Settings
from tests.world.events import event, load
from tests.world.people import ask
from tests.world.routes import addresses, filled
from tests.world.staff import sign_in

EVENT, PROJECT = "/organise/events/{event}", "/organise/projects/{project}"
LIST = f"{EVENT}/registrations"
SAID: dict[str, tuple[str, dict[str, str]]] = {
    "/account/{what}/{number}": ("/account", {"browsers": "Signed out.", "tokens": "The token is revoked"}),
    "/organise/calendar": ("/organise/calendar", {"renewed": "The calendar has a new address"}),
    "/organise/events/new": (f"{EVENT}/edit", {"begun": "The draft is saved"}),
    "/organise/events/new/definition": (f"{EVENT}/definition", {"saved": "Saved"}),
    f"{EVENT}/agenda": (f"{EVENT}/agenda", {"saved": "Saved"}),
    f"{EVENT}/agenda/new": (f"{EVENT}/agenda", {"saved": "Saved"}),
    f"{EVENT}/agenda/sessions/{{session}}": (f"{EVENT}/agenda", {"saved": "Saved"}),
    f"{EVENT}/agenda/undo": (f"{EVENT}/agenda", {"undone": "Undone"}),
    f"{EVENT}/answers/{{answer}}": (
        f"{EVENT}/answers",
        {"entered": "The answer is entered.", "aside": "The answer is set aside"},
    ),
    f"{EVENT}/attendance/marking": (f"{EVENT}/attendance/marking", {"marked": "Your marks are noted."}),
    f"{EVENT}/certificates/send": (f"{EVENT}/mails", {"thanked": "Certificates are on their way: 0"}),
    f"{EVENT}/check-in/seen": (f"{EVENT}/check-in", {"seen": "Noted: a human has looked at it."}),
    f"{EVENT}/definition": (f"{EVENT}/definition", {"saved": "Saved"}),
    f"{EVENT}/definition/undo": (f"{EVENT}/definition", {"back": "The earlier version is put back"}),
    f"{EVENT}/definition/versions/{{number}}/name": (
        f"{EVENT}/definition/versions",
        {"named": "The version has its name", "undone": "The change is undone"},
    ),
    f"{EVENT}/edit/{{part}}": (f"{EVENT}/edit/{{part}}", {"saved": "Saved", "merged": "Saved Somebody else changed"}),
    f"{EVENT}/helpers/{{helper}}/close": (f"{EVENT}/helpers", {"closed": "The desk is closed"}),
    f"{EVENT}/invitations": (f"{EVENT}/invitations", {"made": "The link is made", "sent": "The invitation is on its"}),
    f"{EVENT}/invitations/{{link_id}}/{{what}}": (
        f"{EVENT}/invitations",
        {
            "places": "The number of places is changed.",
            "resend": "The invitation is on its way again.",
            "revoke": "The invitation is taken back",
            "forget": "The name and the address are removed.",
        },
    ),
    f"{EVENT}/key": (f"{EVENT}/edit", {"renamed": "The event has its new address: /events/workshop"}),
    f"{EVENT}/letters/{{person}}": (f"{EVENT}/letters", {"granted": "Approved;", "declined": "Declined;"}),
    f"{EVENT}/mails/reminders/{{reminder}}": (
        f"{EVENT}/mails/reminders",
        {"saved": "Saved", "removed": "The reminder is taken out."},
    ),
    f"{EVENT}/mails/texts/{{occasion}}": (f"{EVENT}/mails/texts/{{occasion}}", {"saved": "Saved"}),
    f"{EVENT}/mails/write": (f"{EVENT}/mails", {"group": "It is on its way"}),
    f"{EVENT}/mails/{{mail}}/send-again": (f"{EVENT}/mails", {"again": "A copy is on its way"}),
    f"{EVENT}/materials": (f"{EVENT}/materials", {"saved": "Saved"}),
    f"{LIST}/new": (LIST, {"entered": "The person is entered.", "entered_waits": "The person is entered and on"}),
    f"{LIST}/{{person}}": (LIST, {"changed": "The registration is corrected."}),
    f"{LIST}/{{person}}/priority": (LIST, {"priority": "The place on the waiting list is changed."}),
    f"{LIST}/{{person}}/remark": (f"{LIST}/{{person}}", {"remark": "The remark is noted"}),
    f"{LIST}/{{person}}/{{decision}}": (
        LIST,
        {
            "approve": "Approved;",
            "approve_waits": "Approved; all places are taken",
            "decline": "Declined;",
            "cancel": "Cancelled;",
            "offer": "The place is offered",
            "vouch": "Confirmed as a partner",
            "withdraw": "The offer is taken back",
        },
    ),
    f"{EVENT}/release": (EVENT, {"released": "Released"}),
    f"{EVENT}/room/{{checkpoint}}/list": (
        f"{EVENT}/room/2024-04-16/list",
        {"ticked": "Nobody was marked", "undone": "0 ticks taken back"},
    ),
    f"{EVENT}/speakers": (f"{EVENT}/speakers", {"moved": "Moved", "kept": "Kept as a person", "undone": "Undone"}),
    f"{EVENT}/speakers/{{speaker}}": (f"{EVENT}/speakers", {"saved": "Saved", "removed": "Taken out"}),
    f"{EVENT}/status/{{status}}": (EVENT, {"status": "Saved"}),
    "/organise/mail-server/forget": ("/organise/mail-server", {"forgotten": "The mail server is forgotten"}),
    "/organise/people/invitations/{invitation}/{what}": (
        "/organise/people",
        {"send-again": "The invitation is on its way again", "take-back": "The invitation is taken back"},
    ),
    "/organise/people/invite": ("/organise/people", {"invited": "The invitation is on its way."}),
    "/organise/projects/new": ("/organise/events/new", {"project": "The project is saved."}),
    "/organise/projects/new/file": ("/organise/events/new", {"project": "The project is saved."}),
    "/setup/{token}": ("/organise", {"set-up": "The service is set up"}),
    PROJECT: (PROJECT, {"saved": "Saved"}),
    f"{PROJECT}/edit/{{part}}": (f"{PROJECT}/edit/milestones", {"saved": "Saved"}),
    f"{PROJECT}/file": (PROJECT, {"saved": "Saved"}),
    f"{PROJECT}/logo": (f"{PROJECT}/logo", {"saved": "Saved", "out": "Taken out", "back": "Put back"}),
    f"{PROJECT}/mails/{{occasion}}": (f"{PROJECT}/mails", {"ours": "Your words are taken out"}),
}
"""For each address the page that its form leads to, and what that says by the word after ?done=."""

LOOKS = "the answer is itself what was asked for: a preview, a list of what would happen, or a paper"
ANSWERS = "a script asks in the background, and says itself what came of it"
DESK = "the desk says who was checked in, in its largest letters"
SIGNS_IN = "the page that opens says who is signed in"
ON_THE_SPOT = "the answer to the form itself says what was done"
OF_ONE = "the page of what was made or done needs it: said in tests of the room"
SILENT: dict[str, str] = {
    "/sign-in": SIGNS_IN,
    "/sign-out": SIGNS_IN,
    "/helper/{token}": SIGNS_IN,
    "/invited/{token}": SIGNS_IN,
    "/organise/agenda-import": LOOKS,
    f"{EVENT}/letters/preview": LOOKS,
    f"{EVENT}/mails/reminders/{{reminder}}/preview": LOOKS,
    f"{EVENT}/mails/texts/{{occasion}}/preview": LOOKS,
    f"{PROJECT}/mails/{{occasion}}/preview": LOOKS,
    f"{EVENT}/print": LOOKS,
    f"{EVENT}/print/jobs/{{job_id}}": LOOKS,
    f"{LIST}/{{person}}/needs": LOOKS,
    "/verify": LOOKS,
    "/l/{event}/{serial}": LOOKS,
    f"{LIST}/import": ON_THE_SPOT,
    f"{LIST}/import/{{held}}": ON_THE_SPOT,
    f"{LIST}/imports/{{done}}/undo": ON_THE_SPOT,
    f"{LIST}/several": ON_THE_SPOT,
    "/organise/mail-server": ON_THE_SPOT,
    "/organise/mail-server/test": ON_THE_SPOT,
    f"{EVENT}/agenda/step": ANSWERS,
    f"{EVENT}/check-in/walk-ins": ANSWERS,
    "/helper/desk/check-ins": ANSWERS,
    "/helper/desk/check-ins/{check_in}/withdraw": ANSWERS,
    "/helper/desk/walk-ins": ANSWERS,
    f"{EVENT}/check-in": DESK,
    f"{EVENT}/check-in/withdraw": DESK,
    "/helper/desk": DESK,
    "/helper/desk/withdraw": DESK,
    "/b/{badge_code}": DESK,
    "/B/{badge_code}": DESK,
    f"{EVENT}/helpers": OF_ONE,
    f"{EVENT}/attendance/submit": OF_ONE,
    f"{EVENT}/speakers/{{speaker}}/asked": OF_ONE,
    "/organise/people/{person}/{what}": OF_ONE,
    "/organise/polls/new": OF_ONE,
    "/organise/polls/{poll}/{what}": OF_ONE,
}
REVIEW = {"approved": "Record approved", "returned": "Record returned"}
SAID |= {f"/review/events/{{event}}/{do}": ("/review/events/{event}", REVIEW) for do in ("approve", "return")}
OF_GUESTS = ("/my/", "/address/", "/events/", "/polls/", "/room/", "/speaker/", "/unsubscribe/")
"""Where participants, speakers and those who are asked for dates send forms, each page of which is their own."""


def taking_forms() -> set[str]:
    """Give all addresses of pages that take a form."""
    return {path for method, path in addresses() if method == "POST" and not path.startswith(("/api/", *OF_GUESTS))}


def test_every_address_that_takes_a_form_says_what_it_did_or_why_not() -> None:
    assert not set(SAID) & set(SILENT)
    assert taking_forms() == set(SAID) | set(SILENT)


@pytest.mark.anyio
@pytest.mark.usefixtures("first_of_march")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_each_word_that_a_form_leads_on_with_is_said_on_the_page_that_follows(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database, event())
    person = (await ask(database, settings, 1)).registration
    await sign_in(client, database, Role.LEAD_PARTNER, project=None)
    places = {"event": "workshop", "person": str(person.id)}
    unsaid = []
    rows = {(landing, word, sentence) for landing, words in SAID.values() for word, sentence in words.items()}
    for landing, word, sentence in sorted(rows):
        answer = await client.get(filled(landing, places), params={"done": word})
        boxes = lxml.html.fromstring(answer.text).xpath("//*[@role='status'][@class='success' or @class='warning']")
        said = [" ".join(" ".join(box.itertext()).split()) for box in boxes]
        if not any(each.startswith(sentence) for each in said):
            unsaid.append((landing, word, answer.status_code, said))
    assert unsaid == []
