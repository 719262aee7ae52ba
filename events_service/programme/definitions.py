"""Definition files: YAML in, projects and events out, or every fault with its file, line and field."""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import UNSET, Struct

from events_service.programme import yaml_reading
from events_service.programme.agenda_warnings import agenda_warnings
from events_service.programme.checks import left_host, project_problems
from events_service.programme.decoding import decode
from events_service.programme.faults import Fault, FieldPath, Problem, quoted, written
from events_service.programme.readable import known
from events_service.programme.record_checks import missing_project, problems_in
from events_service.programme.records import Event, Project
from events_service.programme.yaml_reading import UnreadableYaml
from events_service.web.i18n import gettext

_ENDINGS = (".yaml", ".yml")
_ONLY_IN_PROJECTS = frozenset(Project.__struct_fields__) - frozenset(Event.__struct_fields__)
_ONLY_IN_EVENTS = frozenset(Event.__struct_fields__) - frozenset(Project.__struct_fields__)


class FaultyDefinition(ValueError):
    """A definition cannot be used; `faults` holds everything that is wrong with it."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


class Checked(Struct, frozen=True, kw_only=True):
    """What a set of files holds.

    `projects` and `events` are the definitions in order of their keys, without those that have a fault. `warnings`
    never hinder loading.
    """

    projects: tuple[Project, ...]
    events: tuple[Event, ...]
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]


class _Definition(Struct, frozen=True, kw_only=True):
    """One file as far as it could be read; with faults, `record` may hold UNSET and serves for further checks only."""

    file: str
    record: Project | Event | None
    faults: tuple[Fault, ...]
    lines: Mapping[FieldPath, int]

    def fault(self, problem: Problem) -> Fault:
        """Place a problem on the line of its field, or of the nearest thing around it that stands in the file."""
        path = problem.path
        while path and path not in self.lines:
            path = path[:-1]
        return Fault(file=self.file, line=self.lines.get(path, 1), field=written(problem.path), message=problem.message)


def check(
    paths: Iterable[Path], known_projects: Mapping[str, Project] | None = None, known_events: Iterable[Event] = ()
) -> Checked:
    """Check definition files together; folders are searched for *.yaml and *.yml.

    An event's project is looked for in the same files first, then in `known_projects` (key to project). A project keeps
    the hosts of `known_events`: those that stand in no file, and would be left without theirs.
    """
    definitions: dict[Path, _Definition] = {}
    for path in paths:
        files = list(_files(path))
        if not files:
            definitions[path] = _unreadable(str(path), 1, "the folder holds no *.yaml or *.yml file")
        definitions |= {key: _read_file(file) for file in files if (key := file.absolute()) not in definitions}
    return _checked(list(definitions.values()), known_projects or {}, known_events)


def projects_beside(paths: Iterable[Path]) -> dict[str, Project]:
    """Give the faultless projects in the folders of single files, by key, so that an event can be checked alone."""
    folders = {path.absolute().parent for path in paths if not os.path.isdir(path)}
    files = [file for folder in sorted(folders) for file in _definitions_in(folder)]
    return {project.key: project for project in check(files).projects}


def check_contents(contents: Mapping[str, bytes], known_projects: Mapping[str, Project] | None = None) -> Checked:
    """Check definitions that were sent, by file name, like `check`."""
    return _checked([_read(content, name) for name, content in contents.items()], known_projects or {})


def read(
    source: Path | bytes, name: str | None = None, known_projects: Mapping[str, Project] | None = None
) -> Project | Event:
    """Read one definition; an event whose project is not among `known_projects` is checked by itself.

    Raises FaultyDefinition.
    """
    definition = _read(source, name or "definition") if isinstance(source, bytes) else _read_file(source)
    faults = _with_own_problems(definition, known_projects or {}).faults
    if faults or definition.record is None:
        raise FaultyDefinition(tuple(sorted(faults)))
    return definition.record


def _files(path: Path) -> Iterator[Path]:
    if not os.path.isdir(path):  # unlike Path.is_dir, this takes a name that no file can have
        yield path
        return
    for folder, subfolders, names in os.walk(path):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        yield from (Path(folder, name) for name in sorted(names) if name.lower().endswith(_ENDINGS))


def _definitions_in(folder: Path) -> list[Path]:
    """Give the definition files right in a folder; none where the folder cannot be read."""
    try:
        return sorted(file for file in folder.iterdir() if file.name.lower().endswith(_ENDINGS) and file.is_file())
    except OSError:
        return []


def _read_file(path: Path) -> _Definition:
    """Read a file, but never more of it than the limit, and nothing that is no regular file."""
    name = str(path)
    try:
        if not path.exists():
            return _unreadable(name, 1, "there is no such file")
        if not path.is_file():
            return _unreadable(name, 1, "this is not a regular file")
        if (size := path.stat().st_size) > yaml_reading.SIZE_LIMIT:
            return _unreadable(name, 1, yaml_reading.too_large(size))
        with path.open("rb") as file:
            return _read(file.read(yaml_reading.SIZE_LIMIT + 1), name)
    except OSError as error:
        return _unreadable(name, 1, f"the file cannot be read: {error.strerror}")


def _read(content: bytes, name: str) -> _Definition:
    try:
        node = yaml_reading.read_tree(content)
    except UnreadableYaml as error:
        return _unreadable(name, error.line, error.message)
    if not isinstance(node, yaml_reading.Mapping):
        message = gettext("the file holds no fields; a definition starts with `key:` and has one field in each line")
        return _unreadable(name, node.line, message)
    target = _kind({key.text for key, _ in node.entries})
    if target is None:
        message = gettext(
            "this is neither a project (with programme, partners …) nor an event (with project, type, days …)"
        )
        return _unreadable(name, node.line, message)
    decoded = decode(node, target)
    faults = [
        Fault(file=name, line=line, field=written(path), message=message) for line, path, message in decoded.faults
    ]
    record = decoded.record if known(decoded.record) else None
    return _Definition(file=name, record=record, faults=tuple(faults), lines=decoded.lines)


def _unreadable(file: str, line: int, message: str) -> _Definition:
    return _Definition(
        file=file, record=None, faults=(Fault(file=file, line=line, field="", message=message),), lines={}
    )


def _kind(fields: set[str]) -> type[Project | Event] | None:
    """Tell a project from an event by the fields that only one of them has."""
    of_project, of_event = len(fields & _ONLY_IN_PROJECTS), len(fields & _ONLY_IN_EVENTS)
    if of_project == of_event == 0:
        return None
    return Project if of_project > of_event else Event


def _checked(
    definitions: list[_Definition], known_projects: Mapping[str, Project], known_events: Iterable[Event] = ()
) -> Checked:
    in_files = {
        definition.record.key: definition.record
        for definition in definitions
        if isinstance(definition.record, Project) and known(definition.record.key)
    }
    projects = {**known_projects, **in_files}
    definitions = [_with_own_problems(definition, projects) for definition in definitions]
    faults = [fault for definition in definitions for fault in definition.faults]
    faults += [*_shared_keys(definitions), *_missing_projects(definitions, projects)]
    faults += _missing_hosts(definitions, known_events)
    faulty = {fault.file for fault in faults}
    whole = [definition for definition in definitions if definition.file not in faulty]
    found = sorted((d.record for d in whole if isinstance(d.record, Project)), key=lambda project: project.key)
    usable = {**known_projects, **{project.key: project for project in found}}
    return Checked(
        projects=tuple(found),
        events=tuple(sorted((d.record for d in whole if isinstance(d.record, Event)), key=lambda event: event.key)),
        faults=tuple(sorted(faults)),
        warnings=tuple(sorted(warning for definition in whole for warning in _warnings(definition, usable))),
    )


def _with_own_problems(definition: _Definition, projects: Mapping[str, Project]) -> _Definition:
    """Add the problems within a record, and between an event and its project."""
    match definition.record:
        case Project() as project:
            problems = list(project_problems(project))
        case Event() as event:
            problems = list(problems_in(event, projects.get(event.project)))
        case None:
            problems = []
    found = tuple(definition.fault(problem) for problem in problems)
    return _Definition(
        file=definition.file, record=definition.record, faults=definition.faults + found, lines=definition.lines
    )


def _shared_keys(definitions: list[_Definition]) -> Iterator[Fault]:
    """Find keys that two files give to projects, or to events."""
    first: dict[tuple[type, str], str] = {}
    for definition in definitions:
        record = definition.record
        if record is None or not known(record.key):
            continue
        file = first.setdefault((type(record), record.key), definition.file)
        if file != definition.file:
            message = gettext("the key {key} is taken by {place}; give each its own")
            message = message.format(key=quoted(record.key), place=file)
            yield definition.fault(Problem(path=("key",), message=message))


def _missing_projects(definitions: list[_Definition], projects: Mapping[str, Project]) -> Iterator[Fault]:
    for definition in definitions:
        if isinstance(definition.record, Event):
            yield from map(definition.fault, missing_project(definition.record, projects))


def _missing_hosts(definitions: list[_Definition], known_events: Iterable[Event]) -> Iterator[Fault]:
    """Find partners that left their project while an event in no file of these names them as its host."""
    in_files = {definition.record.key for definition in definitions if isinstance(definition.record, Event)}
    elsewhere = [event for event in known_events if event.key not in in_files]
    for definition in definitions:
        project = definition.record
        if not isinstance(project, Project):
            continue
        partners = {partner.key if known(partner) else UNSET for partner in project.partners or ()}
        if not known(project.key, project.partners, *partners):
            continue
        hosted = [event for event in elsewhere if event.project == project.key and event.host not in partners]
        for host in sorted({event.host for event in hosted}):
            yield definition.fault(left_host(host, [event.key for event in hosted if event.host == host]))


def _warnings(definition: _Definition, projects: Mapping[str, Project]) -> Iterator[Fault]:
    if isinstance(definition.record, Event):
        for problem in agenda_warnings(definition.record, projects.get(definition.record.project)):
            yield definition.fault(problem)
