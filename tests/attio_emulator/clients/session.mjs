// A session of the package attio-ts-sdk against the address in argv[2]: every endpoint that it has is called, with its checks of
// requests and answers (zod) on. Prints one line of JSON for each call: the name, and what was wrong, if anything.
import * as sdk from "attio-ts-sdk";

// The body of the last answer: what the package refuses is not handed out by it, and the session goes on all the same.
let body = null;
const heard = async (...asked) => {
  const answer = await fetch(...asked);
  body = await answer.clone().json().catch(() => null);
  return answer;
};
const config = { apiKey: "k".repeat(64), baseUrl: process.argv[2], retry: { maxRetries: 0 }, fetch: heard };
const client = sdk.createAttioClient(config);

// What zod says of an answer or a request: path and message of each row.
const rowsOf = (error) => error?.issues ?? (String(error?.message).startsWith("[") ? JSON.parse(error.message) : null);

async function call(name, options = {}) {
  let wrong = null;
  try {
    const answer = await sdk[name]({ client, ...options });
    if (answer.error && (answer.error instanceof Error || Object.keys(answer.error).length)) throw answer.error;
  } catch (error) {
    const rows = rowsOf(error) ?? rowsOf(error.cause);
    wrong = rows ? rows.map((row) => `${row.path.join("/")}: ${row.message}`) : [error.message ?? JSON.stringify(error)];
  }
  console.log(JSON.stringify({ name, wrong }));
  return body?.data ?? body;
}
const of = (data) => ({ body: { data } });

// -- the workspace and its schema --
await call("getV2Self");
const [member] = await call("getV2WorkspaceMembers");
await call("getV2WorkspaceMembersByWorkspaceMemberId", { path: { workspace_member_id: member.id.workspace_member_id } });
await call("postV2Objects", of({ api_slug: "boats", singular_noun: "Boat", plural_noun: "Boats" }));
await call("patchV2ObjectsByObject", { path: { object: "boats" }, ...of({ plural_noun: "Fleet" }) });
await call("getV2ObjectsByObject", { path: { object: "boats" } });
await call("getV2Objects");
const boats = { target: "objects", identifier: "boats" };
const plain = { description: null, is_required: false, is_unique: false, is_multiselect: false, config: {} };
const attribute = (api_slug, type, more = {}) => ({ path: boats, ...of({ title: api_slug, api_slug, type, ...plain, ...more }) });
await call("postV2ByTargetByIdentifierAttributes", attribute("hull", "text", { is_unique: true }));
await call("postV2ByTargetByIdentifierAttributes", attribute("tags", "select", { is_multiselect: true }));
const price = { currency: { default_currency_code: "EUR", display_type: "symbol" } };
await call("postV2ByTargetByIdentifierAttributes", attribute("price", "currency", { config: price }));
const named = (slug) => ({ path: { ...boats, attribute: slug } });
await call("patchV2ByTargetByIdentifierAttributesByAttribute", { ...named("hull"), ...of({ title: "Hull number" }) });
await call("getV2ByTargetByIdentifierAttributesByAttribute", named("hull"));
await call("getV2ByTargetByIdentifierAttributes", { path: boats });
await call("postV2ByTargetByIdentifierAttributesByAttributeOptions", { ...named("tags"), ...of({ title: "fast" }) });
const option = { path: { ...named("tags").path, option: "fast" } };
await call("patchV2ByTargetByIdentifierAttributesByAttributeOptionsByOption", { ...option, ...of({ title: "swift" }) });
await call("getV2ByTargetByIdentifierAttributesByAttributeOptions", named("tags"));
const sales = { workspace_access: "full-access", workspace_member_access: [], parent_object: "people" };
const list = await call("postV2Lists", of({ name: "Sales", api_slug: "sales", ...sales }));
const inList = { target: "lists", identifier: "sales", attribute: "phase" };
await call("postV2ByTargetByIdentifierAttributes", {
  path: { target: "lists", identifier: "sales" },
  ...of({ title: "Phase", api_slug: "phase", type: "status", ...plain }),
});
await call("postV2ByTargetByIdentifierAttributesByAttributeStatuses", { path: inList, ...of({ title: "New" }) });
await call("patchV2ByTargetByIdentifierAttributesByAttributeStatusesByStatus", {
  path: { ...inList, status: "New" },
  ...of({ celebration_enabled: true }),
});
await call("getV2ByTargetByIdentifierAttributesByAttributeStatuses", { path: inList });
await call("getV2ObjectsByObjectViews", { path: { object: "people" } });
await call("getV2ListsByListViews", { path: { list: "sales" } });

// -- records --
const people = { object: "people" };
const nothing = { line_2: null, line_3: null, line_4: null, region: null, postcode: null, latitude: null, longitude: null };
const london = { ...nothing, line_1: "12 St James's Square", locality: "London", country_code: "GB" };
const ada = await call("postV2ObjectsByObjectRecords", {
  path: people,
  ...of({ values: { name: [{ first_name: "Ada", last_name: "Lovelace", full_name: "Ada Lovelace" }], email_addresses: ["ada@acme.org"] } }),
});
const ofAda = { path: { ...people, record_id: ada.id.record_id } };
await call("putV2ObjectsByObjectRecords", {
  path: people,
  query: { matching_attribute: "email_addresses" },
  ...of({ values: { email_addresses: ["ada@acme.org"], job_title: ["Countess"], primary_location: [london] } }),
});
await call("patchV2ObjectsByObjectRecordsByRecordId", { ...ofAda, ...of({ values: { phone_numbers: ["+15558675309"] } }) });
await call("putV2ObjectsByObjectRecordsByRecordId", { ...ofAda, ...of({ values: { job_title: ["Programmer"] } }) });
await call("getV2ObjectsByObjectRecordsByRecordId", ofAda);
await call("postV2ObjectsByObjectRecordsQuery", {
  path: people,
  body: { filter: { email_addresses: "ada@acme.org" }, sorts: [{ attribute: "name", field: "last_name", direction: "asc" }], limit: 5 },
});
await call("getV2ObjectsByObjectRecordsByRecordIdAttributesByAttributeValues", {
  path: { ...ofAda.path, attribute: "job_title" },
  query: { show_historic: true },
});
await call("postV2ObjectsRecordsSearch", { body: { query: "Ada", objects: ["people"], request_as: { type: "workspace" } } });
const boat = await call("postV2ObjectsByObjectRecords", { path: { object: "boats" }, ...of({ values: { hull: ["H1"], tags: ["swift"], price: [12.5] } }) });

// -- lists --
await call("getV2Lists");
await call("patchV2ListsByList", { path: { list: "sales" }, ...of({ name: "Sales 2027" }) });
await call("getV2ListsByList", { path: { list: list.id.list_id } });
const parent = { parent_record_id: ada.id.record_id, parent_object: "people" };
const entry = await call("postV2ListsByListEntries", { path: { list: "sales" }, ...of({ ...parent, entry_values: { phase: ["New"] } }) });
const ofEntry = { path: { list: "sales", entry_id: entry.id.entry_id } };
await call("putV2ListsByListEntries", { path: { list: "sales" }, ...of({ ...parent, entry_values: { phase: ["New"] } }) });
await call("patchV2ListsByListEntriesByEntryId", { ...ofEntry, ...of({ entry_values: { phase: ["New"] } }) });
await call("putV2ListsByListEntriesByEntryId", { ...ofEntry, ...of({ entry_values: { phase: ["New"] } }) });
await call("getV2ListsByListEntriesByEntryId", ofEntry);
await call("getV2ListsByListEntriesByEntryIdAttributesByAttributeValues", { path: { ...ofEntry.path, attribute: "phase" } });
await call("postV2ListsByListEntriesQuery", { path: { list: "sales" }, body: { limit: 5 } });
await call("getV2ObjectsByObjectRecordsByRecordIdEntries", ofAda);

// -- notes, tasks, comments --
const note = await call("postV2Notes", of({ parent_object: "people", parent_record_id: ada.id.record_id, title: "Call", format: "markdown", content: "# Well" }));
await call("getV2Notes", { query: { parent_object: "people", parent_record_id: ada.id.record_id } });
await call("getV2NotesByNoteId", { path: { note_id: note.id.note_id } });
await call("deleteV2NotesByNoteId", { path: { note_id: note.id.note_id } });
const task = await call("postV2Tasks", of({
  content: "Call back", format: "plaintext", deadline_at: null, is_completed: false, assignees: [],
  linked_records: [{ target_object: "people", target_record_id: ada.id.record_id }],
}));
const ofTask = { path: { task_id: task.id.task_id } };
await call("getV2Tasks", { query: { sort: "created_at:desc" } });
await call("patchV2TasksByTaskId", { ...ofTask, ...of({ is_completed: true }) });
await call("getV2TasksByTaskId", ofTask);
await call("deleteV2TasksByTaskId", ofTask);
const author = { type: "workspace-member", id: member.id.workspace_member_id };
const comment = await call("postV2Comments", of({ format: "plaintext", content: "Hm", author, record: { object: "people", record_id: ada.id.record_id } }));
await call("getV2CommentsByCommentId", { path: { comment_id: comment.id.comment_id } });
await call("getV2Threads", { query: { object: "people", record_id: ada.id.record_id } });
await call("getV2ThreadsByThreadId", { path: { thread_id: comment.thread_id } });
await call("deleteV2CommentsByCommentId", { path: { comment_id: comment.id.comment_id } });

// -- files --
const place = { object: "people", record_id: ada.id.record_id };
const folder = await call("postV2Files", { body: { ...place, file_type: "folder", name: "Papers" } });
// Its schema of this request takes text for the file, which a form sends without a name, as no file: so a File, unchecked.
const upload = { ...place, file: new File(["engine"], "notes.txt", { type: "text/plain" }) };
const file = await call("postV2FilesUpload", { body: upload, requestValidator: undefined });
await call("getV2Files", { query: place });
await call("getV2FilesByFileId", { path: { file_id: folder.id.file_id } });
await call("getV2FilesByFileIdDownload", { path: { file_id: file.id.file_id } });
await call("deleteV2FilesByFileId", { path: { file_id: file.id.file_id } });

// -- meetings and calls --
const when = { datetime: "2027-11-27T14:00:00Z", timezone: "Europe/London" };
const meeting = await call("postV2Meetings", of({
  title: "Demo", description: "All of it", is_all_day: false, start: when, end: { ...when, datetime: "2027-11-27T15:00:00Z" },
  participants: [{ email_address: "ada@acme.org", is_organizer: true, status: "accepted" }], external_ref: "demo-1",
}));
const ofMeeting = { path: { meeting_id: meeting.id.meeting_id } };
await call("getV2Meetings", { query: { limit: 5 } });
await call("getV2MeetingsByMeetingId", ofMeeting);
const film = await call("postV2MeetingsByMeetingIdCallRecordings", { ...ofMeeting, ...of({ video_url: "https://cdn.acme.org/demo.mp4" }) });
const ofFilm = { path: { ...ofMeeting.path, call_recording_id: film.id.call_recording_id } };
await call("getV2MeetingsByMeetingIdCallRecordings", ofMeeting);
await call("getV2MeetingsByMeetingIdCallRecordingsByCallRecordingId", ofFilm);
await call("getV2MeetingsByMeetingIdCallRecordingsByCallRecordingIdTranscript", ofFilm);
await call("deleteV2MeetingsByMeetingIdCallRecordingsByCallRecordingId", ofFilm);

// -- webhooks --
const hook = await call("postV2Webhooks", of({ target_url: "https://acme.org/hook", subscriptions: [{ event_type: "record.created", filter: null }] }));
const ofHook = { path: { webhook_id: hook.id.webhook_id } };
await call("getV2Webhooks");
await call("patchV2WebhooksByWebhookId", { ...ofHook, ...of({ target_url: "https://acme.org/other" }) });
await call("getV2WebhooksByWebhookId", ofHook);
await call("deleteV2WebhooksByWebhookId", ofHook);

// -- endings --
await call("deleteV2ListsByListEntriesByEntryId", ofEntry);
await call("deleteV2ObjectsByObjectRecordsByRecordId", { path: { object: "boats", record_id: boat.id.record_id } });

console.log(JSON.stringify({ endpoints: Object.keys(sdk).filter((name) => /^(get|post|put|patch|delete)V\d/.test(name)) }));
