"""Rules that belong to no single route, type or refusal."""

from __future__ import annotations

from collections.abc import Iterator

from attio_emulator.fidelity.base import CLIENT, DOCS, INFERRED, OPENAPI, REAL, SEGMENT, Behaviour, Tag

__all__ = ["rules"]

_RULES: tuple[tuple[str, Tag, str, str], ...] = (
    # -- objects and attributes --
    ("object.inactive", "observed", "An object that is not activated answers standard_object_disabled and stores nothing.", REAL),
    ("object.listed", "documented", "The list of objects has only activated ones.", SEGMENT),
    ("object.every_has", "documented", "Every object has record_id, created_at and created_by, which only Attio writes.", DOCS),
    ("schema.slug_or_id", "documented", "Objects, attributes, lists, options and statuses are named by slug, title or ID; responses use slugs.", DOCS),
    ("schema.slugs", "assumed", "A slug consists of ASCII letters and digits, _ and -, both over the API and in a workspace file.", INFERRED),
    ("schema.archived", "observed", "An archived attribute is neither shown nor written; its slug stays taken, and it can be restored.", REAL),
    ("schema.unique_custom", "observed", "A custom attribute cannot be unique on people, companies and lists; elsewhere it can.", REAL),
    ("schema.unique_later", "documented", "If an attribute becomes unique, that applies to what is written from then on.", OPENAPI),
    ("schema.system", "documented", "What Attio defined cannot be changed.", OPENAPI),
    ("schema.defaults", "documented", "A default value is given to records that are created without one: static, current user, or a duration from now.", OPENAPI),
    ("schema.config", "observed", "An attribute shows both parts of its config, empty ones as null.", REAL),
    ("schema.rename", "assumed", "References, filters, history and seed records follow a renamed object or attribute.", INFERRED),
    ("object.deleted", "assumed", "A deleted object takes along its records, its lists, references that point nowhere else, and all that belongs to them; no webhook is notified.", "Attio's OpenAPI says so of the records; the rest is inferred"),
    # -- requests --
    ("endpoint.unknown", "observed", "An unknown path and an unsupported method answer 404; there is no 405.", REAL),
    ("answer.headers", "observed", "Responses have date, vary, x-frame-options, the headers of CORS, and x-accurate-at except for refusals, deletions, webhooks and /v2/self; queries have a score of 0.", REAL),
    ("path.ids", "observed", "An ID in a path that is not a UUID answers 400 before anything is looked up; parts that may be slugs or titles are exempt.", "a client of Ruby; Attio's OpenAPI (format: uuid)"),
    ("envelope", "observed", "A refusal is an object of status_code, type, code, message, and validation_errors if a shape is wrong.", REAL),
    ("page.limits", "documented", "limit and offset page every list, with the defaults and maximums of the document.", OPENAPI),
    # -- writes --
    ("assert.outcome", "documented", "An assertion updates the record its matching attribute finds, or creates one; both answer 200.", OPENAPI),
    ("assert.any_of_several", "documented", "If one of several values is equal, it is a match; case is ignored.", SEGMENT),
    ("assert.append", "observed", "With append_to_existing_values several values are added, never replaced.", CLIENT),
    ("assert.matching_adds", "documented", "The matching attribute keeps its values and gets new ones; other lists are replaced.", OPENAPI),
    ("write.id_version", "observed", "What an assertion creates has a UUID of version 5, everything else one of version 4.", REAL),
    ("write.prepend", "observed", "Added values come first; a value already there is neither moved nor repeated.", REAL),
    ("write.patch_put", "documented", "PATCH adds to lists, PUT replaces them; single values are replaced; what is not sent stays.", OPENAPI),
    ("write.atomic", "observed", "A refused write stores nothing, no history and no event.", REAL),
    ("write.unique", "observed", "A unique value that another record has answers 400 uniqueness_conflict with that record's ID.", REAL),
    ("write.required", "observed", "A required value is needed to create a record, not to update one; it cannot be cleared.", REAL),
    ("write.null", "documented", "In records/simple and batch/records null unsets an attribute.", SEGMENT),
    ("write.empty_list", "assumed", "An empty list unsets an attribute, except where values are added: there it adds nothing.", INFERRED),
    ("write.closed", "documented", "A record's data has no members but values.", OPENAPI),
    ("record.shape", "observed", "A record shows every attribute of its object, an empty list for what is empty, and its web_url.", REAL),
    ("record.web_url", "observed", "The page of a record is under person, company, deals/record, and custom/<slug>/record; users and workspaces as deals (assumed).", REAL),
    ("record.deleted", "assumed", "A deleted record leaves every reference; its entries, notes and threads go with it.", INFERRED),
    ("merge.values", "documented", "Two records become a third with a new ID; if both have a value, the primary's counts.", OPENAPI),
    ("merge.gone", "documented", "Both originals can no longer be read or written; merging them again answers 404.", OPENAPI),
    ("merge.history", "assumed", "Values keep their times and bring their history along; where the histories of both count, time that equal values share is kept once. The new record is as old as the primary.", INFERRED),
    ("merge.references", "assumed", "References, entries, notes, threads, files, tasks and meetings of the originals go to the new record.", INFERRED),
    ("merge.relationship", "assumed", "Both sides of a relationship stay consistent: records that belonged to either original belong to the new one if it can hold several.", INFERRED),
    ("merge.hidden", "assumed", "Until a merge is done, its record is in no query, search or SQL table, and cannot be merged or deleted.", INFERRED),
    ("merge.webhook", "documented", "Each original gives an event record.merged; that there is none of a creation or deletion is inferred.", DOCS),
    # -- history --
    ("history.kept", "documented", "A value ends when another takes its place; show_historic gives both, oldest first, with who wrote them.", OPENAPI),
    ("history.enriched", "documented", "The history of attributes that only Attio fills cannot be read.", OPENAPI),
    ("history.written", "documented", "The whole history of an attribute can be written: 1 to 400 values, none in the future; what is not sent is gone, and no webhook is notified.", OPENAPI),
    ("history.intervals", "documented", "Intervals may touch and leave gaps; two values of a single attribute, or two equal ones, may not overlap.", OPENAPI),
    ("history.open", "assumed", "The values of a written history that have not ended are the present ones, newest first: a required attribute needs one, a unique one must not be taken.", INFERRED),
    ("history.state", "assumed", "The workspace can be viewed as it was at any moment, without records deleted since.", "a tool of the emulator"),
    # -- references and relationships --
    ("reference.never_creates", "documented", "A reference to a record that does not exist fails and creates nothing.", DOCS),
    ("reference.by_text", "documented", "A person is named by an address, a company by a domain, a user and a workspace by their ids, any record by its UUID.", SEGMENT),
    ("reference.by_object", "documented", "A reference may name its target by ID or by one value of a unique attribute.", OPENAPI),
    ("relationship.people.company", "documented", "people.company and companies.team are two sides of one relationship.", DOCS),
    ("relationship.users.person", "documented", "users.person and people.associated_users are two sides of one relationship.", DOCS),
    ("relationship.workspaces.company", "documented", "workspaces.company and companies.associated_workspaces are two sides of one relationship.", DOCS),
    ("relationship.users.workspace", "documented", "users.workspace and workspaces.users are two sides of one relationship.", DOCS),
    ("relationship.deals.associated_people", "documented", "deals.associated_people and people.associated_deals are two sides of one relationship.", DOCS),
    ("relationship.deals.associated_company", "documented", "deals.associated_company and companies.associated_deals are two sides of one relationship.", DOCS),
    ("relationship.made", "documented", "A single call creates both sides of a relationship.", OPENAPI),
    ("store.model", "assumed", "Any sequence of writes, batches, snapshots and resets gives the same as a simple model of a workspace.", "the rules above"),
    # -- queries --
    ("query.operators", "documented", "$eq $in $contains $starts_with $ends_with $lt $lte $gt $gte $not_empty, each for the types that support it.", DOCS),
    ("query.fields", "documented", "Every type is filtered by the fields of its values, the shorthand by its main one.", DOCS),
    ("query.logic", "documented", "$and, $or and $not nest; $not takes one condition.", DOCS),
    ("query.paths", "documented", "A path filter follows references to the records they point to.", DOCS),
    ("query.sorts", "documented", "Sorts by attribute and field or by path; further sorts break ties.", OPENAPI),
    ("query.sort_field", "assumed", "A sort by a reference, an actor, a location or an interaction must name a field, as a filter must.", "inferred from the code that two clients report for filters, missing_sort_field"),
    ("query.now", "assumed", "A filter sees active values only.", INFERRED),
    ("query.order", "observed", "Without sorts, records and entries come in order of ID, as do lists of objects and webhooks.", REAL),
    ("query.view", "documented", "filter_view_id gives a query the filter of a saved view, but not its sorts; together with a filter it is refused.", OPENAPI),
    ("view.shown", "assumed", "A view is created and shown with filter, sorts and attributes; attributes are named by ID, with their titles in metadata; its filter may have the form of a query's.", "inferred from Attio's pages, which show one condition and only mention the rest"),
    ("query.no_body", "assumed", "A query without a body finds everything; the document requires a body, but none of its members.", INFERRED),
    ("search", "documented", "Search finds words in names, addresses, numbers, domains and handles, 25 results at most.", OPENAPI),
    # -- lists --
    ("comment.thread", "observed", "The first comment of a thread has the thread's ID; resolved_by is null unless somebody resolved it.", REAL),
    ("comment.place", "assumed", "If a comment or meeting names a record, entry, object or list that does not exist, it answers 400 value_not_found.", "Attio's OpenAPI has that code for these calls and no 404; what it stands for is inferred"),
    ("task.unknown_record", "observed", "A task is created without linked records that do not exist.", REAL),
    ("answer.recorded", "observed", "In the situation of each genuine recording of Attio, the response is the same, member by member and in order.", REAL),
    ("value.rows", "observed", "The paths of rows about a value begin inside it; names, locations and phone numbers have Attio's rows, other types one of ours.", REAL),
    ("value.as_read", "documented", "Names, domains, email addresses and phone numbers can be written as they were read; objects of other types must have no further members.", OPENAPI),
    ("thread.query", "observed", "Threads are listed by a record or by an entry.", "a client of Ruby"),
    ("list.access", "documented", "At least one member has full access to a list.", OPENAPI),
    ("entry.twice", "documented", "A record may be in a list more than once; an assertion by parent then answers multiple_match_results.", OPENAPI),
    ("entry.values", "observed", "The values of an entry are entry_id, created_at, created_by and custom ones; its parent is beside them.", REAL),
    ("entry.parent", "documented", "An entry keeps its parent.", OPENAPI),
    # -- emails --
    ("email.filters", "documented", "Emails are found by any of records, participants and a domain; listing all is not possible. Addresses and domains of the workspace itself are ignored.", OPENAPI),
    ("email.protected", "documented", "Naming a protected recipient is refused (code assumed), one that comes from a record is ignored; an email to protected recipients only is left out.", OPENAPI),
    ("email.shown", "documented", "Emails are shown without content, newest first, linked to present records; without their subject if the mailbox shares metadata only.", OPENAPI),
    ("email.pages", "documented", "A page may be short or empty although more follow: a request examines 250 emails (assumed).", OPENAPI),
    ("email.names", "assumed", "A domain includes its subdomains; people are linked by address, companies by domain; addresses such as no-reply are automated. Bounds of time are exclusive.", INFERRED),
    ("email.seed", "assumed", "Emails come from the workspace file or a control call; no mailbox is read.", "a tool of the emulator"),
    # -- sequences --
    ("sequence.unsubscribed", "documented", "An address is added to the list once; a known one is answered with the time it was first added (assumed), in lower case (assumed).", OPENAPI),
    # -- SCIM --
    ("scim.schemas", "assumed", "A user and a group have the attributes that directories send; the list is that of RFC 7644. Members are not provisioned.", "RFC 7643; Attio's OpenAPI says nothing of a schema"),
    # -- tasks --
    ("task.linked_text", "assumed", "A text in a task's links is the ID of a record, the address of a person or the domain of a company; texts and objects cannot be mixed.", "Attio's OpenAPI has texts and does not say what is in them"),
    # -- meetings --
    ("meeting.timezone", "documented", "A meeting created with an unknown timezone is in UTC, and shown so (assumed); as a filter it is refused (assumed).", OPENAPI),
    ("meeting.companies", "documented", "The companies of a meeting's participants are linked to it a second after its creation (assumed), if new people get their companies (assumed).", OPENAPI),
    ("meeting.deleted", "assumed", "A deleted meeting takes its recordings with it; its notes stay, without a meeting.", INFERRED),
    # -- notes --
    ("note.size", "assumed", "A note's content has at most a megabyte of UTF-8, when created and when changed.", "that there is a limit is documented"),
    # -- SQL --
    ("sql.reads", "documented", "A single SELECT is answered; any other statement is refused, and nothing is written.", DOCS),
    ("sql.tables", "documented", "The schemas objects (the default) and lists have a table for each object and list; information_schema and pg_catalog describe them.", DOCS),
    ("sql.references", "documented", "A reference is a struct of entity_definition_id and entity_instance_id, several are an array.", DOCS),
    ("sql.columns", "assumed", "A select or status is its title, an amount a number, a name or a location a struct; an empty array stands for no values.", "examples in Attio's documentation have an amount and full_name"),
    ("sql.engine", "assumed", "DuckDB runs it: functions, names of columns without an alias and error messages are DuckDB's; now() is the emulator's clock.", INFERRED),
    ("sql.limits", "documented", "A statement has 30 seconds; a response has at most 100,000 rows and 64 MB (assumed).", DOCS),
    # -- files --
    ("file.folders", "documented", "Deleting a folder deletes everything below it; it shows whether it is empty only when read by itself.", OPENAPI),
    ("file.record", "assumed", "Files are deleted with their record; without a folder in the query, all of a record's files are listed, in order of creation.", INFERRED),
    ("file.form", "assumed", "A form has one file with a name; of other parts with the same name, the last counts. An invalid form is refused.", INFERRED),
    ("file.address", "assumed", "The emulator itself serves contents: the address is signed, expires after an hour and needs no token.", INFERRED),
    # -- activities --
    ("activity.schemas", "documented", "An activity permanently extends one of four schemas; phone calls are Attio's only own activity.", DOCS),
    ("activity.attributes", "assumed", "Every schema gives a timestamp, calls and emails a direction (Inbound, Outbound); custom attributes are created at /v2/activities/{activity}/attributes.", "inferred from examples in Attio's pages and from the paths of objects and lists"),
    ("activity.records", "documented", "Records of activities are written, matched, found and deleted by the rules of records of objects.", OPENAPI),
    ("activity.system", "assumed", "An activity of Attio's keeps its slug and cannot be deleted; its nouns can change.", "inferred from standard objects"),
    ("activity.deleted", "assumed", "A deleted activity takes along its records; webhooks are notified of the activity only.", "Attio's OpenAPI says so of the records; the rest is inferred"),
    # -- batches --
    ("batch.silent", "observed", "A batch answers 202 without a body, whatever happens to its assertions; the ledger shows that.", CLIENT),
    ("batch.limit", "documented", "10,000 assertions at most.", "a field description in Segment's destination"),
    ("batch.envelope", "assumed", "A body of the wrong shape is refused at once, with a row for everything that is wrong.", INFERRED),
    ("batch.ties", "assumed", "If received_at is equal, the later one in the array is applied last.", INFERRED),
    ("batch.nested", "documented", "A nested assertion is applied first; its record is what the reference gets.", "the types of Segment's destination"),
    ("batch.partial", "documented", "An assertion that does not fit is dropped alone; the others are written.", CLIENT),
    ("batch.lag", "assumed", "A batch waits on the virtual clock as long as the emulator is told, or until a flush.", "a 202 says that it is not done yet"),
    # -- what Attio does by itself --
    ("person.company", "documented", "The actor system finds or creates a new person's company from the domain of its address, except for free mail.", DOCS),
    # -- tokens --
    ("token.missing", "observed", "Without a token everything but /v2/self answers 401; /v2/self answers 400 missing_value.", REAL),
    ("token.basic", "documented", "The token may be the user name of HTTP basic authentication.", DOCS),
    ("token.unknown", "observed", "If tokens are checked, an unknown text of 64 characters answers 401, any other 401 for its length; /v2/self says inactive, or 400.", REAL),
    ("token.friendly", "assumed", "If tokens are not checked, any text is an unrestricted key.", "a convenience of the emulator"),
    ("token.scopes", "documented", "A token may do what its scopes allow; read-write includes read (inferred). A refusal names the missing scopes.", OPENAPI),
    ("token.ended", "observed", "A revoked token answers 401 like an unknown one; an expired one does, too, in other words (assumed).", REAL),
    ("token.level", "documented", "Webhooks, the list of meetings and transcripts need a token of the workspace; one that acts for a user is refused with 403 unauthorized (assumed).", OPENAPI),
    ("token.comments", "documented", "A token that acts for a user deletes only that user's comments.", OPENAPI),
    ("token.actor", "observed", "A key writes as api-token with an ID of its own, a token of an app as app with the ID of the app.", REAL),
    ("token.self", "observed", "/v2/self lists the scopes of a token in alphabetical order; client_id and aud are the app's ID, or a key's own.", REAL),
    ("token.workspace", "assumed", "On request each token has a workspace of its own.", "a tool of the emulator"),
    ("oauth.code", "documented", "The authorization code flow: a page to approve on, a code, a token that does not expire.", DOCS),
    ("oauth.introspect", "documented", "It describes the token in the header; RFC 7662's form works as well (assumed).", DOCS),
    ("oauth.refusals", "documented", "An invalid exchange is refused in the words of RFC 6749.", "RFC 6749"),
    ("rate.calls", "documented", "The limits per second are 5 merges, 2 SQL statements, 1 upload, 1 new call recording and 10 listings of notes; calls that only read count as reads (assumed).", OPENAPI),
    ("rate.limit", "documented", "100 reads and 25 writes a second, then 429 with Retry-After as an HTTP date; off unless switched on.", DOCS),
    # -- webhooks --
    ("webhook.signature", "documented", "Webhooks are posted with an HMAC-SHA256 of their body in Attio-Signature.", DOCS),
    ("webhook.events", "documented", "Each change of a record, list, entry, note, task, comment or activity is an event of its own.", OPENAPI),
    ("webhook.attribute", "observed", "An updated record gives one event per attribute, on both sides of a relationship.", REAL),
    ("webhook.filter", "documented", "A subscription's filter compares members of the event.", OPENAPI),
    ("webhook.secret", "observed", "The secret is shown once, when the webhook is created.", REAL),
    ("webhook.retries", "assumed", "A delivery that fails is tried ten more times within three days.", DOCS),
    ("webhook.degraded", "documented", "A webhook that fails for seven days becomes inactive.", DOCS),
    ("webhook.targets", "assumed", "Webhooks are sent only to this computer, unless a host is allowed.", "a guard of the emulator"),
    # -- the emulator itself --
    ("emulator.faces", "assumed", "All faces give the same responses and leave the same state.", "a rule of the emulator"),
    ("emulator.ids", "assumed", "IDs come from the seed, and none is given twice, even after a reset or restore.", "a rule of the emulator"),
    ("emulator.snapshot", "assumed", "A snapshot restores everything; a damaged one is refused and changes nothing.", "a rule of the emulator"),
    ("emulator.faults", "assumed", "A fault rule can give any refusal of Attio by its code, even those the emulator never gives otherwise.", "a tool of the emulator"),
    ("emulator.journal", "assumed", "Requests are kept without their tokens.", "a rule of the emulator"),
    ("emulator.guards", "assumed", "A server answers to its own name only, and foreign pages cannot control it.", "a rule of the emulator"),
)  # fmt: skip


def rules() -> Iterator[Behaviour]:
    """Every rule."""
    for id, tag, statement, source in _RULES:
        yield Behaviour(id=id, tag=tag, statement=statement, source=source)
