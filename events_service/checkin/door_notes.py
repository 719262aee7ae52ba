"""What a helper at the door should know of somebody: the answers that the event shows there, and who wants no photos.

Dietary and access needs are never among them.
"""

from events_service.programme.records import Event, QuestionKind
from events_service.programme.words import in_language
from events_service.registrations.asking.question_fields import written
from events_service.registrations.records import Registration
from events_service.web.i18n import gettext, spoken


def door_notes(event: Event, registration: Registration) -> list[str]:
    """Give one short line for each, in the language being spoken."""
    said = [
        f"{in_language(question.label, spoken())}: {written(registration.answers[question.key], question)}"
        for question in event.registration.questions
        if question.at_door and question.kind is not QuestionKind.FILE and question.key in registration.answers
    ]
    return said if registration.photos else [*said, gettext("No photos")]
