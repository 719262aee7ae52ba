"""Each kind of mail has own words of the organiser, or a reason for which it has none."""

from events_service.mail.records import MailKind
from events_service.programme.records import MailOccasion

WITHOUT = {
    MailKind.GROUP: "The organiser writes all of it.",
    MailKind.TEST: "It shows another mail as it will be.",
    MailKind.INVITATION: "It is the calendar's entry, whose words are the event's.",
    MailKind.INVITATION_LINK: "It is written before there is a registration, whose facts the placeholders stand for.",
    MailKind.DATE_POLL: "The poll has a note of its own.",
    MailKind.SPEAKER: "It lists what a speaker is to look at and to confirm.",
    MailKind.RECORD_SUBMITTED: "A step of the review, with its digest: staff read it, no participant.",
    MailKind.RECORD_RETURNED: "The reason that was written for it is its text.",
    MailKind.RECORD_APPROVED: "A step of the review, with its digest: staff read it, no participant.",
    MailKind.COLLEAGUE: "It opens an account: its words are part of what keeps that safe.",
    MailKind.SIGN_IN: "It opens an account: its words are part of what keeps that safe.",
}


def test_each_kind_of_mail_has_own_words_or_a_reason_for_none() -> None:
    own = {MailKind(each.value) for each in MailOccasion}
    assert own | set(WITHOUT) == set(MailKind)
    assert not own & set(WITHOUT)
