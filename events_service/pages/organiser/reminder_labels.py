"""The words for reminders on their pages: when each leaves, to whom it goes, what became of it, and its fields."""

from events_service.complete import for_each
from events_service.programme.records import Reminder, ReminderDay, ReminderReaders
from events_service.registrations.letters.reminders import Fate
from events_service.web.i18n import N_, clock_time, gettext, language_name, ngettext

READERS = for_each(
    ReminderReaders,
    {
        ReminderReaders.CONFIRMED: N_("All who have a place"),
        ReminderReaders.IN_PERSON: N_("Who comes in person"),
        ReminderReaders.ONLINE: N_("Who joins online"),
        ReminderReaders.SESSION: N_("Who chose a session"),
        ReminderReaders.WAITING: N_("Who waits for a place"),
        ReminderReaders.ATTENDED: N_("Who was checked in"),
    },
)
FATES = for_each(
    Fate,
    {
        Fate.WAITS: N_("Waits for its day"),
        Fate.LEAVES: N_("Leaves now"),
        Fate.SENT: N_("Sent"),
        Fate.MISSED: N_("Missed: its hour was more than a day ago"),
        Fate.OFF: N_("Does not leave: the event is not published"),
    },
)
_FIELDS = {
    "number": N_("Days"),
    "at": N_("At what time"),
    "session": N_("Session"),
    "subject": N_("Subject"),
    "text": N_("Text"),
}


def when_of(reminder: Reminder) -> str:
    """Say when a reminder leaves, as seen from the event."""
    days, first = abs(reminder.days), reminder.counts_from is ReminderDay.FIRST
    if days == 0:
        said = gettext("On the first day") if first else gettext("On the last day")
    elif reminder.days < 0 and first:
        said = ngettext("%(num)s day before the first day", "%(num)s days before the first day", days)
    elif reminder.days < 0:
        said = ngettext("%(num)s day before the last day", "%(num)s days before the last day", days)
    elif first:
        said = ngettext("%(num)s day after the first day", "%(num)s days after the first day", days)
    else:
        said = ngettext("%(num)s day after the last day", "%(num)s days after the last day", days)
    return f"{said % {'num': days} if days else said}, {clock_time(reminder.at)}"


def label_of(field: str) -> str:
    """Name a field of the form, with its language where it is a text."""
    part, _, code = field.partition(".")
    name = gettext(_FIELDS.get(part, _FIELDS["number"]))
    return f"{name}, {language_name(code)}" if code else name
