"""Rules that belong to no single route, type or refusal."""

from __future__ import annotations

from collections.abc import Iterator

from attio_emulator.fidelity.base import CLIENT, DOCS, INFERRED, OPENAPI, REAL, SEGMENT, Behaviour, Tag

__all__ = ["rules"]

_RULES: tuple[tuple[str, Tag, str, str], ...] = (
    # -- objects and attributes --
    ("object.inactive", "observed", "An object that is not activated answers standard_object_disabled and stores nothing.", REAL),
    ("object.listed", "documented", "The list of objects has the activated ones only.", SEGMENT),
    ("object.every_has", "documented", "Every object has record_id, created_at and created_by, which only Attio writes.", DOCS),
    ("schema.slug_or_id", "documented", "Objects, attributes, lists, options and statuses are named by slug, title or ID; answers use slugs.", DOCS),
    ("schema.slugs", "assumed", "A slug is of letters and digits of ASCII, _ and -, over the API and in a workspace file alike.", INFERRED),
    ("schema.archived", "observed", "An archived attribute is not shown or written; its slug stays taken, and it can be brought back.", REAL),
    ("schema.unique_custom", "observed", "An attribute of one's own is not unique on people, companies and lists; elsewhere it may be.", REAL),
    ("schema.unique_later", "documented", "An attribute that becomes unique holds for what is written from then on.", OPENAPI),
    ("schema.system", "documented", "What Attio defined cannot be changed.", OPENAPI),
    ("schema.defaults", "documented", "A default value is given to records that are created without one: static, current user, or a duration from now.", OPENAPI),
    ("schema.config", "observed", "An attribute shows both parts of its config, empty ones as null.", REAL),
    ("schema.rename", "assumed", "What points to a renamed object or attribute follows it: references, filters, history, seed records.", INFERRED),
    ("object.deleted", "assumed", "With a deleted object go its records, its lists, references that point nowhere else and whatever hangs on them; no webhook is told.", "Attio's OpenAPI has the records; the rest is inferred"),
    # -- requests --
    ("endpoint.unknown", "observed", "An unknown path and an unsupported method answer 404; there is no 405.", REAL),
    ("answer.headers", "observed", "Answers have date, vary, x-frame-options, the headers of CORS, x-accurate-at but for refusals, deletions, webhooks and /v2/self, and queries a score of 0.", REAL),
    ("path.ids", "observed", "An id in a path that is no UUID answers 400, before anything is looked up; slugs and titles are not such ids.", "a client of Ruby; Attio's OpenAPI (format: uuid)"),
    ("envelope", "observed", "A refusal is an object of status_code, type, code, message, and validation_errors where a form is wrong.", REAL),
    ("page.limits", "documented", "limit and offset page every list; each has the default and the most that the document says.", OPENAPI),
    # -- writes --
    ("assert.outcome", "documented", "An assertion updates the record its matching attribute finds, or creates one; both answer 200.", OPENAPI),
    ("assert.any_of_several", "documented", "Of several values one equal one is a match, compared without regard to upper and lower case.", SEGMENT),
    ("assert.append", "observed", "With append_to_existing_values several values are added, never replaced.", CLIENT),
    ("assert.matching_adds", "documented", "The matching attribute keeps what it had and gets what is new; other lists are replaced.", OPENAPI),
    ("write.id_version", "observed", "What an assertion creates has a UUID of version 5, all else one of version 4.", REAL),
    ("write.prepend", "observed", "Added values stand in front; one that is there is neither moved nor repeated.", REAL),
    ("write.patch_put", "documented", "PATCH adds to lists, PUT replaces them; single values are replaced, what is not sent stays.", OPENAPI),
    ("write.atomic", "observed", "A refused write stores nothing, no history and no event.", REAL),
    ("write.unique", "observed", "A unique value that another record has answers 400 uniqueness_conflict with that record's ID.", REAL),
    ("write.required", "observed", "A required value is needed to create a record, not to update one; it cannot be cleared.", REAL),
    ("write.null", "documented", "In records/simple and batch/records null unsets an attribute.", SEGMENT),
    ("write.empty_list", "assumed", "An empty list unsets an attribute, but adds nothing where values are added.", INFERRED),
    ("write.closed", "documented", "Beside values, a record's data has no other members.", OPENAPI),
    ("record.shape", "observed", "A record shows every attribute of its object, an empty list for what is empty, and its web_url.", REAL),
    ("record.web_url", "observed", "The page of a record is under person, company, deals/record, and custom/<slug>/record; users and workspaces as deals (assumed).", REAL),
    ("record.deleted", "assumed", "A deleted record leaves every reference; its entries, notes and threads go with it.", INFERRED),
    ("merge.values", "documented", "Two records become a third with an ID of its own; where both have a value, that of the primary counts.", OPENAPI),
    ("merge.gone", "documented", "Both originals can be neither read nor written any more; merging them again answers 404.", OPENAPI),
    ("merge.history", "assumed", "Values keep their times and bring their history along; the new record is as old as the primary.", INFERRED),
    ("merge.references", "assumed", "References, entries, notes, threads, files, tasks and meetings of the originals go to the new record.", INFERRED),
    ("merge.relationship", "assumed", "Both sides of a relationship stay the same: records that belonged to either belong to the new one where it can hold several.", INFERRED),
    ("merge.hidden", "assumed", "Until a merge is done its record is in no query, no search and no table of SQL, and cannot be merged or deleted.", INFERRED),
    ("merge.webhook", "documented", "record.merged is told for each original; that none is told as created or deleted is inferred.", DOCS),
    # -- history --
    ("history.kept", "documented", "A value ends when another takes its place; show_historic gives both, oldest first, with who wrote them.", OPENAPI),
    ("history.enriched", "documented", "The history of what only Attio fills cannot be asked for.", OPENAPI),
    ("history.written", "documented", "The whole history of an attribute can be written: 1 to 400 values, none from the future; what is not sent is gone, and no webhook is told.", OPENAPI),
    ("history.intervals", "documented", "Intervals may touch and leave gaps; two values of a single attribute, or two equal ones, may not overlap.", OPENAPI),
    ("history.open", "assumed", "Of a written history what has not ended is the value now, newest first: a required attribute needs one, a unique one must be free.", INFERRED),
    ("history.state", "assumed", "The workspace can be looked at as it was at any moment; records deleted since are gone from it.", "a tool of the emulator"),
    # -- references and relationships --
    ("reference.never_creates", "documented", "A reference to a record that does not exist fails; nothing is created from it.", DOCS),
    ("reference.by_text", "documented", "A person is named by an address, a company by a domain, a user and a workspace by their ids, any record by its UUID.", SEGMENT),
    ("reference.by_object", "documented", "A reference may name its target by ID or by one value of a unique attribute.", OPENAPI),
    ("relationship.people.company", "documented", "people.company and companies.team are two sides of one relationship.", DOCS),
    ("relationship.users.person", "documented", "users.person and people.associated_users are two sides of one relationship.", DOCS),
    ("relationship.workspaces.company", "documented", "workspaces.company and companies.associated_workspaces are two sides of one relationship.", DOCS),
    ("relationship.users.workspace", "documented", "users.workspace and workspaces.users are two sides of one relationship.", DOCS),
    ("relationship.deals.associated_people", "documented", "deals.associated_people and people.associated_deals are two sides of one relationship.", DOCS),
    ("relationship.deals.associated_company", "documented", "deals.associated_company and companies.associated_deals are two sides of one relationship.", DOCS),
    ("relationship.made", "documented", "A relationship is made with its other side, by one call.", OPENAPI),
    ("store.model", "assumed", "Any order of writes, batches, snapshots and resets leaves what a simple model of a workspace has.", "the rules above"),
    # -- queries --
    ("query.operators", "documented", "$eq $in $contains $starts_with $ends_with $lt $lte $gt $gte $not_empty, each where its type knows it.", DOCS),
    ("query.fields", "documented", "Every type is filtered by the fields of its values, the shorthand by its main one.", DOCS),
    ("query.logic", "documented", "$and, $or and $not nest; $not takes one condition.", DOCS),
    ("query.paths", "documented", "A path filter follows references to the records they point to.", DOCS),
    ("query.sorts", "documented", "Sorts by attribute and field or by path; the next one decides where one does not.", OPENAPI),
    ("query.sort_field", "assumed", "A sort by a reference, an actor, a place or an interaction has to name a field, as a filter has to.", "inferred from the code that two clients tell of for filters, missing_sort_field"),
    ("query.now", "assumed", "A filter sees active values only.", INFERRED),
    ("query.order", "observed", "Without sorts records and entries come in the order of their IDs; so do lists of objects and of webhooks.", REAL),
    ("query.view", "documented", "filter_view_id gives a query the filter of a saved view, not its sorts; beside a filter it is refused.", OPENAPI),
    ("view.shown", "assumed", "A view is made and shown with filter, sorts and attributes, attributes by ID with what they are called in metadata; a filter may also be one of a query.", "inferred from Attio's pages, which show one condition and name the rest"),
    ("query.no_body", "assumed", "A query without a body asks for everything; the document wants a body, of which every member is optional.", INFERRED),
    ("search", "documented", "Search finds words in names, addresses, numbers, domains and handles, 25 results at most.", OPENAPI),
    # -- lists --
    ("comment.thread", "observed", "The first comment of a thread has the thread's id; what nobody resolved has null for resolved_by.", REAL),
    ("comment.place", "assumed", "A record, entry, object or list that a comment or a meeting names and that is not there answers 400 value_not_found.", "Attio's OpenAPI has that code for these calls and no 404; what it stands for is inferred"),
    ("task.unknown_record", "observed", "A task is made without those linked records that are not there.", REAL),
    ("answer.recorded", "observed", "Every genuine recording of Attio is answered alike in its situation, member by member and in its order.", REAL),
    ("value.rows", "observed", "The rows about a value begin inside of it; a name, a place and a phone number have those of Attio, other types one of our own.", REAL),
    ("value.as_read", "documented", "Names, domains, email addresses and phone numbers can be written as they were read; of other types an object has no further members.", OPENAPI),
    ("thread.query", "observed", "Threads are asked for by a record or by an entry.", "a client of Ruby"),
    ("list.access", "documented", "Somebody has full access to a list.", OPENAPI),
    ("entry.twice", "documented", "A record may be in a list more than once; an assertion by parent then answers multiple_match_results.", OPENAPI),
    ("entry.values", "observed", "The values of an entry are entry_id, created_at, created_by and one's own; its parent stands beside them.", REAL),
    ("entry.parent", "documented", "An entry keeps its parent.", OPENAPI),
    # -- emails --
    ("email.filters", "documented", "Emails are found by records, participants or a domain, any of them; nobody can ask for all. What names the workspace itself is ignored.", OPENAPI),
    ("email.protected", "documented", "A protected recipient that is named is refused (code assumed), one of a record is ignored; an email to none but protected ones is left out.", OPENAPI),
    ("email.shown", "documented", "An email is shown without its content, newest first, linked to the records of now; without its subject where the mailbox shares metadata only.", OPENAPI),
    ("email.pages", "documented", "A page may be short or empty with more to come: a request looks at 250 emails (assumed).", OPENAPI),
    ("email.names", "assumed", "A domain stands for what is below it; people are linked by address, companies by domain; addresses such as no-reply are automated. Bounds of time are left out.", INFERRED),
    ("email.seed", "assumed", "Emails come from the workspace file or a control call; no mailbox is read.", "a tool of the emulator"),
    # -- sequences --
    ("sequence.unsubscribed", "documented", "An address is put on the list once; one that is there already is answered with its first time (assumed), in lower case (assumed).", OPENAPI),
    # -- SCIM --
    ("scim.schemas", "assumed", "A user and a group have the attributes that directories send; the list is that of RFC 7644. Members are not provisioned.", "RFC 7643; Attio's OpenAPI says nothing of a schema"),
    # -- tasks --
    ("task.linked_text", "assumed", "A text that a task is linked by is the ID of a record, the address of a person or the domain of a company; texts and objects are not mixed.", "Attio's OpenAPI has texts and does not say what is in them"),
    # -- meetings --
    ("meeting.timezone", "documented", "A timezone that there is not is UTC where a meeting is made, and shown as that (assumed); as a filter it is refused (assumed).", OPENAPI),
    ("meeting.companies", "documented", "The companies of those who take part are linked to a meeting a second after it was made (assumed), where new people get their companies (assumed).", OPENAPI),
    ("meeting.deleted", "assumed", "A deleted meeting takes its recordings with it; its notes stay and are of no meeting.", INFERRED),
    # -- notes --
    ("note.size", "assumed", "A note's content has a megabyte of UTF-8 at most, for whoever writes it and whoever changes it.", "that there is a limit is documented"),
    # -- SQL --
    ("sql.reads", "documented", "One SELECT is answered; whatever else a statement does is refused, and nothing is written.", DOCS),
    ("sql.tables", "documented", "The schemas objects (the one that needs no name) and lists have a table for each; information_schema and pg_catalog describe them.", DOCS),
    ("sql.references", "documented", "A reference is a struct of entity_definition_id and entity_instance_id, several are an array.", DOCS),
    ("sql.columns", "assumed", "A select or status is its title, an amount a number, a name or a location a struct; an empty array stands for no values.", "an amount and full_name stand in examples of Attio's documentation"),
    ("sql.engine", "assumed", "DuckDB answers: functions, names of columns without an alias and the words of refusals are its own; now() is the emulator's clock.", INFERRED),
    ("sql.limits", "documented", "A statement has 30 seconds; an answer has at most 100,000 rows and 64 MB (assumed).", DOCS),
    # -- files --
    ("file.folders", "documented", "A folder goes with everything below it; only where it is asked for by itself it says whether something is in it.", OPENAPI),
    ("file.record", "assumed", "Files go with their record; without a folder in the query all of a record's are listed, in the order of creation.", INFERRED),
    ("file.form", "assumed", "A form has one file with a name; of several other parts with one name the last counts. A form that is none is refused.", INFERRED),
    ("file.address", "assumed", "A content is served by the emulator itself: the address is signed, ends after an hour and needs no token.", INFERRED),
    # -- activities --
    ("activity.schemas", "documented", "An activity extends one of four schemas for good; phone calls are the only one that Attio has itself.", DOCS),
    ("activity.attributes", "assumed", "Every schema gives a timestamp, calls and emails a direction (Inbound, Outbound); own attributes are made below /v2/activities/{activity}/attributes.", "inferred from examples in Attio's pages and from the paths of objects and lists"),
    ("activity.records", "documented", "Records of activities are written, matched, found and deleted by the rules of records of objects.", OPENAPI),
    ("activity.system", "assumed", "An activity of Attio's keeps its slug and cannot be deleted; its nouns can change.", "inferred from standard objects"),
    ("activity.deleted", "assumed", "With a deleted activity go its records; a webhook is told of the activity only.", "Attio's OpenAPI has the records; the rest is inferred"),
    # -- batches --
    ("batch.silent", "observed", "A batch answers 202 without a body, whatever becomes of its assertions; the ledger tells.", CLIENT),
    ("batch.limit", "documented", "10,000 assertions at most.", "a field description in Segment's destination"),
    ("batch.envelope", "assumed", "A body of the wrong shape is refused at once, with a row for everything that is wrong.", INFERRED),
    ("batch.ties", "assumed", "Of equal received_at the later one in the array is applied last.", INFERRED),
    ("batch.nested", "documented", "A nested assertion is applied first; its record is what the reference gets.", "the types of Segment's destination"),
    ("batch.partial", "documented", "An assertion that does not fit is dropped alone; the others are written.", CLIENT),
    ("batch.lag", "assumed", "A batch waits on the virtual clock as long as the emulator is told, or until a flush.", "a 202 says that it is not done yet"),
    # -- what Attio does by itself --
    ("person.company", "documented", "A new person's company is found or made from the domain of its address, free mail left out, by the actor system.", DOCS),
    # -- tokens --
    ("token.missing", "observed", "Without a token everything but /v2/self answers 401; /v2/self answers 400 missing_value.", REAL),
    ("token.basic", "documented", "The token may be the user name of HTTP basic authentication.", DOCS),
    ("token.unknown", "observed", "Where tokens are checked, a text of 64 characters that is no token answers 401, any other 401 for its length; /v2/self says inactive, or 400.", REAL),
    ("token.friendly", "assumed", "Where tokens are not checked, any text is a key that may do everything.", "a convenience of the emulator"),
    ("token.scopes", "documented", "A token does what its scopes say; read-write includes read (inferred). A refusal names the scopes that are missing.", OPENAPI),
    ("token.ended", "observed", "A revoked token answers 401 as an unknown one does; so does one that has expired, in other words (assumed).", REAL),
    ("token.level", "documented", "A token that acts for a user is refused where only tokens of the workspace pass: webhooks, the list of meetings, transcripts; with 403 unauthorized (assumed).", OPENAPI),
    ("token.comments", "documented", "A token that acts for a user deletes comments of that user alone.", OPENAPI),
    ("token.actor", "observed", "A key writes as api-token with an ID of its own, a token of an app as app with the ID of the app.", REAL),
    ("token.self", "observed", "/v2/self tells the scopes of a token in alphabetical order; client_id and aud are the app's ID, or a key's own.", REAL),
    ("token.workspace", "assumed", "On request each token has a workspace of its own.", "a tool of the emulator"),
    ("oauth.code", "documented", "The authorization code flow: a page to approve on, a code, a token that does not expire.", DOCS),
    ("oauth.introspect", "documented", "A token in the header is told what it is; RFC 7662's form does as well (assumed).", DOCS),
    ("oauth.refusals", "documented", "An exchange that cannot be is refused in the words of RFC 6749.", "RFC 6749"),
    ("rate.calls", "documented", "In a second 5 merges, 2 statements of SQL, 1 upload, 1 new call recording and 10 listings of notes pass; what only reads counts as a read (assumed).", OPENAPI),
    ("rate.limit", "documented", "100 reads and 25 writes a second, then 429 with Retry-After as an HTTP date; off unless switched on.", DOCS),
    # -- webhooks --
    ("webhook.signature", "documented", "Webhooks are posted with an HMAC-SHA256 of their body in Attio-Signature.", DOCS),
    ("webhook.events", "documented", "Each change of a record, list, entry, note, task, comment or activity is an event of its own.", OPENAPI),
    ("webhook.attribute", "observed", "An updated record is one event for each attribute, at both sides of a relationship.", REAL),
    ("webhook.filter", "documented", "A subscription's filter compares members of the event.", OPENAPI),
    ("webhook.secret", "observed", "The secret is shown once, when the webhook is made.", REAL),
    ("webhook.retries", "assumed", "A delivery that fails is tried ten more times within three days.", DOCS),
    ("webhook.degraded", "documented", "A webhook that fails for seven days becomes inactive.", DOCS),
    ("webhook.targets", "assumed", "Only targets on this computer are sent to, unless a host is allowed.", "a guard of the emulator"),
    # -- the emulator itself --
    ("emulator.faces", "assumed", "Every face gives the same answers and leaves the same state.", "a rule of the emulator"),
    ("emulator.ids", "assumed", "IDs come from the seed, and none is given twice, also after a reset or a restore.", "a rule of the emulator"),
    ("emulator.snapshot", "assumed", "A snapshot restores everything; one that is damaged is refused and changes nothing.", "a rule of the emulator"),
    ("emulator.faults", "assumed", "A rule of faults answers any refusal of Attio by its code, those that are never answered otherwise among them.", "a tool of the emulator"),
    ("emulator.journal", "assumed", "Requests are kept without their tokens.", "a rule of the emulator"),
    ("emulator.guards", "assumed", "A server answers to its own name only, and foreign pages cannot control it.", "a rule of the emulator"),
)  # fmt: skip


def rules() -> Iterator[Behaviour]:
    """Every rule."""
    for id, tag, statement, source in _RULES:
        yield Behaviour(id=id, tag=tag, statement=statement, source=source)
