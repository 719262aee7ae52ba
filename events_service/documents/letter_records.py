"""What goes into a letter of invitation: plain frozen structs whose texts already are in the letter's language."""

from msgspec import Struct

from events_service.typesetting.records import Visibility


class LetterSender(Struct, frozen=True, kw_only=True):
    """Who writes, as the letterhead has it: `lines` stand below the name; who signs, and the place and the date."""

    name: str
    lines: tuple[str, ...]
    signatory: str
    function: str = ""
    place_and_date: str


class LetterDay(Struct, frozen=True, kw_only=True):
    """A day of the programme: what it is called, and its sessions as hours and title."""

    day: str
    sessions: tuple[tuple[str, str], ...]


class InvitationLetter(Struct, frozen=True, kw_only=True):
    """A letter of invitation for one person.

    `key` is the registration that it stands for. `facts` pair a label with a value, about the person and the event;
    `number` and `address` tell where it is looked up whether the letter is genuine, `payload` is that in capitals, for
    the code.
    """

    key: str
    language: str
    visibility: Visibility
    sender: LetterSender
    name: str
    subject: str
    paragraphs: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    programme: tuple[LetterDay, ...] = ()
    costs: str = ""
    number: str
    address: str
    payload: str
