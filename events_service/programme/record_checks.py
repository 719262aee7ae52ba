"""What is wrong with an event that comes from a page: the rules of definition files, told by field instead of line."""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import UNSET, Struct

from events_service.access.records import Account
from events_service.programme.checks import event_problems
from events_service.programme.decoding import decode
from events_service.programme.faults import Problem, choose, quoted
from events_service.programme.organising import organises
from events_service.programme.question_checks import question_problems
from events_service.programme.readable import known
from events_service.programme.records import Event, Project
from events_service.programme.speaker_checks import speaker_problems
from events_service.programme.trees import mapping_of
from events_service.web.i18n import gettext


class ReadRecord(Struct, frozen=True, kw_only=True):
    """An event as a definition file would hold it, or everything that hinders it.

    With problems, what could not be read is UNSET in `event`, so that it serves to be shown only; it is None where
    nothing could be read.
    """

    event: Event | None
    problems: tuple[Problem, ...]


def read_record(given: Event | dict[str, Any], projects: Mapping[str, Project]) -> ReadRecord:
    """Read an event, or the fields of one as a form brought them, as if it stood in a file."""
    decoded = decode(mapping_of(given), Event)
    problems = decoded.problems
    event = None if decoded.record is UNSET else decoded.record
    if event is not None:
        project = projects.get(event.project) if known(event.project) else None
        problems += [*problems_in(event, project), *missing_project(event, projects)]
    return ReadRecord(event=event, problems=tuple(problems))


def problems_in(event: Event, project: Project | None) -> Iterator[Problem]:
    """Find what does not hold within an event, and between it and its project."""
    yield from event_problems(event, project)
    yield from question_problems(event)
    yield from speaker_problems(event)


def missing_project(event: Event, projects: Mapping[str, Project]) -> Iterator[Problem]:
    """Find that an event's project is not there."""
    if known(event.project) and event.project not in projects:
        if projects:
            advice = choose(event.project, projects)
        else:
            advice = gettext("load the project's file first, or with this one")
        message = gettext("there is no project with the key {key}; {advice}")
        yield Problem(path=("project",), message=message.format(key=quoted(event.project), advice=advice))


def may_define(event: Event, account: Account, key: str | None) -> Iterator[Problem]:
    """Find that an account may not prepare such an event, a new one where `key` is None, or that it had another key."""
    if key is not None and event.key != key:
        yield key_stays(key)
    allowed = account.hosts(event.project, event.host) if key is None else organises(account, event)
    if not allowed:
        message = gettext("your account may not prepare events of this host and project")
        yield Problem(path=("host",), message=message)


def key_stays(key: str) -> Problem:
    """Say that what had a key was given another one."""
    message = gettext("the key stays {key}: it stands in calendars and on printed badges")
    return Problem(path=("key",), message=message.format(key=quoted(key)))


def key_taken(key: str) -> Problem:
    """Say that another event has the key of a new one."""
    message = gettext("the key {key} is taken by another event; give this one its own")
    return Problem(path=("key",), message=message.format(key=quoted(key)))
