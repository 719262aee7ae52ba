"""All pages' addresses; where two could answer, the one that stands first does."""

from events_service.pages.helper import desk as helper_desk
from events_service.pages.organiser import agenda as organiser_agenda
from events_service.pages.organiser import agenda_import as organiser_agenda_import
from events_service.pages.organiser import agenda_session as organiser_agenda_session
from events_service.pages.organiser import answers as organiser_answers
from events_service.pages.organiser import attendance as organiser_attendance
from events_service.pages.organiser import beginning as organiser_beginning
from events_service.pages.organiser import calendar as organiser_calendar
from events_service.pages.organiser import certificates as organiser_certificates
from events_service.pages.organiser import check_in as organiser_check_in
from events_service.pages.organiser import deeds as organiser_deeds
from events_service.pages.organiser import definition as organiser_definition
from events_service.pages.organiser import door_app as organiser_door_app
from events_service.pages.organiser import editing as organiser_editing
from events_service.pages.organiser import entering as organiser_entering
from events_service.pages.organiser import events as organiser_events
from events_service.pages.organiser import group_mail as organiser_group_mail
from events_service.pages.organiser import helpers as organiser_helpers
from events_service.pages.organiser import importing as organiser_importing
from events_service.pages.organiser import invitations as organiser_invitations
from events_service.pages.organiser import letter_preview as organiser_letter_preview
from events_service.pages.organiser import letters as organiser_letters
from events_service.pages.organiser import mail_server as organiser_mail_server
from events_service.pages.organiser import mails as organiser_mails
from events_service.pages.organiser import marking as organiser_marking
from events_service.pages.organiser import materials as organiser_materials
from events_service.pages.organiser import needs as organiser_needs
from events_service.pages.organiser import own_access as organiser_own_access
from events_service.pages.organiser import own_mails as organiser_own_mails
from events_service.pages.organiser import own_mails_project as organiser_own_mails_project
from events_service.pages.organiser import people as organiser_people
from events_service.pages.organiser import person as organiser_person
from events_service.pages.organiser import polls as organiser_polls
from events_service.pages.organiser import printing as organiser_printing
from events_service.pages.organiser import project as organiser_project
from events_service.pages.organiser import project_editing as organiser_project_editing
from events_service.pages.organiser import project_file as organiser_project_file
from events_service.pages.organiser import project_logo as organiser_project_logo
from events_service.pages.organiser import registration as organiser_registration
from events_service.pages.organiser import registrations as organiser_registrations
from events_service.pages.organiser import release as organiser_release
from events_service.pages.organiser import reminder_preview as organiser_reminder_preview
from events_service.pages.organiser import reminders as organiser_reminders
from events_service.pages.organiser import renaming as organiser_renaming
from events_service.pages.organiser import room as organiser_room
from events_service.pages.organiser import several as organiser_several
from events_service.pages.organiser import speaker as organiser_speaker
from events_service.pages.organiser import speakers as organiser_speakers
from events_service.pages.organiser import status as organiser_status
from events_service.pages.organiser import versions as organiser_versions
from events_service.pages.organiser import year as organiser_year
from events_service.pages.participant import badge as participant_badge
from events_service.pages.participant import calendar_choices as participant_calendar_choices
from events_service.pages.participant import choices as participant_choices
from events_service.pages.participant import colleagues as participant_colleagues
from events_service.pages.participant import confirming as participant_confirming
from events_service.pages.participant import invitation_letter as participant_invitation_letter
from events_service.pages.participant import new_address as participant_new_address
from events_service.pages.participant import own_feed as participant_own_feed
from events_service.pages.participant import own_registration as participant_own_registration
from events_service.pages.participant import room as participant_room
from events_service.pages.participant import unsubscribing as participant_unsubscribing
from events_service.pages.public import about as public_about
from events_service.pages.public import badge as public_badge
from events_service.pages.public import beside_registering as public_beside_registering
from events_service.pages.public import calendars as public_calendars
from events_service.pages.public import embedding as public_embedding
from events_service.pages.public import invitation_letter as public_invitation_letter
from events_service.pages.public import invited as public_invited
from events_service.pages.public import materials as public_materials
from events_service.pages.public import pictures as public_pictures
from events_service.pages.public import poll as public_poll
from events_service.pages.public import problem as public_problem
from events_service.pages.public import programme as public_programme
from events_service.pages.public import registering as public_registering
from events_service.pages.public import seal, security_txt
from events_service.pages.public import setting_up as public_setting_up
from events_service.pages.public import sharing as public_sharing
from events_service.pages.public import signing_in as public_signing_in
from events_service.pages.public import speaker as public_speaker
from events_service.pages.review import records as review_records

PAGES = [
    *public_signing_in.ROUTES,
    *public_setting_up.ROUTES,
    *public_programme.ROUTES,
    *public_registering.ROUTES,
    *public_beside_registering.ROUTES,
    *public_calendars.ROUTES,
    *public_badge.ROUTES,
    *public_about.ROUTES,
    *seal.ROUTES,
    *security_txt.ROUTES,
    *public_problem.ROUTES,
    *public_sharing.ROUTES,
    *public_embedding.ROUTES,
    *participant_own_registration.ROUTES,
    *participant_confirming.ROUTES,
    *participant_colleagues.ROUTES,
    *participant_choices.ROUTES,
    *participant_calendar_choices.ROUTES,
    *participant_own_feed.ROUTES,
    *participant_invitation_letter.ROUTES,
    *participant_new_address.ROUTES,
    *participant_unsubscribing.ROUTES,
    *participant_badge.ROUTES,
    *participant_room.ROUTES,
    *organiser_events.ROUTES,
    *organiser_beginning.ROUTES,
    *organiser_editing.ROUTES,
    *organiser_letter_preview.ROUTES,
    *organiser_letters.ROUTES,
    *organiser_renaming.ROUTES,
    *organiser_definition.ROUTES,
    *organiser_agenda.ROUTES,
    *organiser_agenda_session.ROUTES,
    *organiser_versions.ROUTES,
    *organiser_release.ROUTES,
    *organiser_project_file.ROUTES,
    *organiser_project.ROUTES,
    *organiser_project_editing.ROUTES,
    *organiser_year.ROUTES,
    *organiser_several.ROUTES,
    *organiser_speaker.ROUTES,
    *organiser_speakers.ROUTES,
    *organiser_status.ROUTES,
    *organiser_agenda_import.ROUTES,
    *organiser_calendar.ROUTES,
    *organiser_mails.ROUTES,
    *organiser_mail_server.ROUTES,
    *organiser_group_mail.ROUTES,
    *organiser_own_mails.ROUTES,
    *organiser_reminders.ROUTES,
    *organiser_reminder_preview.ROUTES,
    *organiser_own_mails_project.ROUTES,
    *organiser_registrations.ROUTES,
    *organiser_entering.ROUTES,
    *organiser_registration.ROUTES,
    *organiser_importing.ROUTES,
    *organiser_needs.ROUTES,
    *organiser_invitations.ROUTES,
    *organiser_answers.ROUTES,
    *organiser_printing.ROUTES,
    *organiser_check_in.ROUTES,
    *organiser_door_app.ROUTES,
    *organiser_helpers.ROUTES,
    *organiser_room.ROUTES,
    *helper_desk.ROUTES,
    *organiser_marking.ROUTES,
    *organiser_attendance.ROUTES,
    *organiser_certificates.ROUTES,
    *review_records.ROUTES,
    *organiser_people.ROUTES,
    *organiser_person.ROUTES,
    *organiser_deeds.ROUTES,
    *organiser_own_access.ROUTES,
    *public_invited.ROUTES,
    *public_invitation_letter.ROUTES,
    *organiser_polls.ROUTES,
    *public_pictures.ROUTES,
    *public_materials.ROUTES,
    *organiser_project_logo.ROUTES,
    *organiser_materials.ROUTES,
    *public_poll.ROUTES,
    *public_speaker.ROUTES,
]
