"""Refusals of entries, notes, tasks, comments, meetings and webhooks."""

from __future__ import annotations

from attio_emulator.errors import AttioError
from attio_emulator.refusals.base import invalid, not_found, value_not_found

__all__ = [
    "call_recording_gone",
    "call_recording_not_found",
    "comment_gone",
    "comment_not_found",
    "ends_before_it_starts",
    "entry_not_found",
    "entry_unknown",
    "file_is_there",
    "file_not_found",
    "file_too_large",
    "files_too_large",
    "folder_of_another_record",
    "https_only",
    "immutable_parent",
    "meeting_not_found",
    "meeting_of_a_calendar",
    "no_content",
    "no_folder",
    "no_participants",
    "note_not_found",
    "note_too_large",
    "only_objects_are_linked",
    "other_parent_object",
    "parent_record_not_found",
    "protected_recipient",
    "referenced_meeting_not_found",
    "related_list_not_found",
    "several_entries",
    "subscription_taken",
    "task_not_found",
    "thread_gone",
    "thread_not_found",
    "threads_of_nothing",
    "url_of_no_film",
    "webhook_gone",
    "webhook_not_found",
    "webhook_taken",
]


_NO_ENTRY = 'Entry with ID "{}" not found.'


def entry_not_found(named: str) -> AttioError:
    """The OpenAPI shows the words for the list only; these are assumed."""
    return not_found(_NO_ENTRY.format(named))


def entry_unknown(named: str) -> AttioError:
    """For an unknown entry to be commented on (wording assumed)."""
    return value_not_found(_NO_ENTRY.format(named), named)


def other_parent_object(named: str, expected: str) -> AttioError:
    """Assumed: a list has records of one object."""
    message = f'Records of the object "{named}" cannot be added to this list; its parent object is "{expected}".'
    return invalid(message, path=["data", "parent_object"])


def parent_record_not_found(named: str) -> AttioError:
    return value_not_found(f'Parent record with slug/ID "{named}" not found.', named)


def several_entries() -> AttioError:
    """The misspelling is Attio's."""
    return AttioError(
        400,
        "multiple_match_results",
        "Multiple entries were founds for the given parent record. Please remove duplicates or use the update or "
        "create entry endpoints instead.",
    )


def immutable_parent() -> AttioError:
    return AttioError(400, "immutable_value", "The parent record for a list entry cannot be updated once created.")


def note_not_found(named: str) -> AttioError:
    return not_found(f'Note with ID "{named}" was not found.')


def note_too_large() -> AttioError:
    """Status and code are documented, the size and the wording are assumed."""
    return AttioError(413, "validation_type", "The content of the note is too large.")


def task_not_found(named: str) -> AttioError:
    return not_found(f'Could not find Task with ID "{named}".')


def only_objects_are_linked() -> AttioError:
    return invalid("Only standard or custom object records can be linked to.")


def thread_not_found(named: str) -> AttioError:
    return not_found(f'Thread with ID "{named}" was not found.')


def thread_gone(named: str) -> AttioError:
    return value_not_found("The referenced Thread could not be found, it might have been deleted.", named)


def threads_of_nothing() -> AttioError:
    """Reported by a Ruby client."""
    return invalid("Query parameters must query either by a record or by entry")


def comment_not_found(named: str) -> AttioError:
    return not_found(f'Comment with ID "{named}" was not found.')


def comment_gone(named: str) -> AttioError:
    """Attio words it differently for deleting and for reading."""
    return not_found(f'Could not find Comment with ID "{named}".')


def file_not_found(named: str) -> AttioError:
    """Wording assumed."""
    return not_found(f'File with ID "{named}" was not found.')


def no_folder(named: str) -> AttioError:
    """Assumed."""
    return invalid(f'The file with ID "{named}" is not a folder.', path=["parent_folder_id"])


def folder_of_another_record(named: str) -> AttioError:
    """Assumed."""
    return invalid(f'The folder with ID "{named}" belongs to another record.', path=["parent_folder_id"])


def no_content(file_id: str, kind: str) -> AttioError:
    """Assumed: a folder has no content, and a connected file's content is with its provider."""
    return invalid(f'The file with ID "{file_id}" is a {kind} and cannot be downloaded.')


def file_too_large(status: str) -> AttioError:
    """The limit is documented; status, code and wording are assumed."""
    return AttioError(int(status), "validation_type", "The file is larger than 50 MB.")


def file_is_there(name: str | None) -> AttioError:
    """409 for a name that another file already has (reported by a client, with these words)."""
    return AttioError(409, "uniqueness_conflict", f'There is already a file with name "{name}".', found=name)


def files_too_large(most: int) -> AttioError:
    """A limit of this emulator, which keeps all files in memory."""
    said = f"All files together are larger than {most} bytes, which this emulator keeps at most (stored_file_bytes)."
    return AttioError(413, "validation_type", said)


def protected_recipient(named: str) -> AttioError:
    """The refusal is documented; code and wording are assumed."""
    return invalid(f'"{named}" is a protected recipient of this workspace and cannot be asked for.')


def no_participants() -> AttioError:
    return invalid("No participants were provided.")


def meeting_not_found(named: str) -> AttioError:
    return not_found(f'Meeting with ID "{named}" was not found.')


def meeting_of_a_calendar() -> AttioError:
    """The code is documented, the wording assumed."""
    return AttioError(400, "system_edit_unauthorized", "Meetings that a calendar sync created cannot be deleted.")


def referenced_meeting_not_found() -> AttioError:
    return not_found("The referenced meeting was not found.")


def call_recording_not_found(named: str) -> AttioError:
    return not_found(f'Call recording with ID "{named}" was not found.')


def call_recording_gone() -> AttioError:
    return not_found("The referenced call recording was not found.")


def https_only() -> AttioError:
    return invalid("Invalid video URL protocol. Only https is supported")


def url_of_no_film(message: str = "Expected the URL of an .mp4 file") -> AttioError:
    """Documented (wording assumed)."""
    return invalid(message, path=["data", "video_url"])


def ends_before_it_starts() -> AttioError:
    """Assumed."""
    return invalid("A meeting cannot end before it starts.", path=["data", "end"])


def webhook_not_found(named: str) -> AttioError:
    return not_found(f'Webhook with ID "{named}" was not found.')


def webhook_gone() -> AttioError:
    """Attio words it differently for deleting and for reading."""
    return not_found("Webhook not found")


def webhook_taken(target_url: str) -> AttioError:
    """409 for the same target with the same subscriptions (code observed, wording assumed)."""
    return AttioError(
        409,
        "uniqueness_conflict",
        f'A webhook with the target URL "{target_url}" and the same subscriptions already exists.',
        found=target_url,
    )


def subscription_taken(target_url: str, event_type: str) -> AttioError:
    """409 for an event and a filter that the target already has (documented, wording assumed)."""
    return AttioError(
        409,
        "uniqueness_conflict",
        f'A subscription of the target URL "{target_url}" to the event "{event_type}" with the same filter already exists.',
        found=target_url,
    )


def related_list_not_found() -> AttioError:
    return invalid("Related list not found")
