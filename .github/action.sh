#!/usr/bin/env bash
# The step of action.yml: one run of `attio-harness gate`, which writes annotations, the job summary, the comment of the pull
# request and, on request, SARIF. Findings do not fail this step, so that the following steps run too: the last step reads the output
# `exit-code`. Omitted inputs come from the configuration, or have their defaults.
set -euo pipefail

# escapes a text for a workflow command of GitHub
escaped() {
  said=${1//'%'/%25} said=${said//$'\r'/%0D} said=${said//$'\n'/%0A}
}
if ! cd "$WORKING_DIRECTORY" 2>/dev/null; then
  escaped "$WORKING_DIRECTORY"
  echo "::error title=attio-harness gate::the input working-directory: found '$said', expected a folder of the repository"
  echo "exit-code=2" >>"$GITHUB_OUTPUT"
  exit 0
fi
folder=$RUNNER_TEMP/attio-harness
mkdir -p "$folder/sarif"

# refuses any other value, which would otherwise skip a requested step silently
code=0
switch() {
  case $2 in true | false | "") return ;; esac
  escaped "$2"
  echo "::error title=attio-harness gate::the input $1: found '$said', expected true or false"
  code=2
}
switch lint "$LINT"
switch comment "$COMMENT"
switch sarif "$SARIF"
switch upload-sarif "$UPLOAD_SARIF"
if [ "$code" != 0 ]; then
  echo "exit-code=$code" >>"$GITHUB_OUTPUT"
  exit 0
fi

words=(gate)
# the lists are one text each: split at blanks and line breaks, globs expanded
for one in $EVENTS; do words+=("$one"); done
for one in $MAPPING; do words+=(-m "$one"); done
for one in $FILTERS; do words+=(--filters "$one"); done
for one in $IGNORE; do words+=(--ignore "$one"); done
if [ -n "$WORKSPACE" ]; then words+=(-w "$WORKSPACE"); fi
if [ -n "$BASELINE" ]; then words+=(--baseline "$BASELINE"); fi
if [ -n "$DESTINATION" ]; then words+=(--destination "$DESTINATION"); fi
if [ -n "$MODE" ]; then words+=(--mode "$MODE"); fi
if [ -n "$MAX_FAILURES" ]; then words+=(--max-failures "$MAX_FAILURES"); fi
if [ -n "$MAX_VANISHED" ]; then words+=(--max-vanished "$MAX_VANISHED"); fi
if [ -n "$CONFIG" ]; then words+=(--config "$CONFIG"); fi
case $LINT in true) words+=(--lint) ;; false) words+=(--no-lint) ;; esac

# A checkout of a pull request is a merge into its base, without the base itself: the first parent of that merge is fetched,
# since the branch may have moved on. Of any other checkout it is the branch
if [ -z "$BASE" ] && [ -n "${GITHUB_BASE_REF:-}" ]; then
  BASE=$GITHUB_BASE_REF
  wanted=$BASE
  case ${GITHUB_REF:-} in refs/pull/*/merge)
    if [ "$(git rev-parse HEAD 2>/dev/null)" = "${GITHUB_SHA:-}" ]; then
      wanted=$(git cat-file commit HEAD | sed -n 's/^parent //p' | head -n 1)
    fi
    ;;
  esac
  git fetch --quiet --no-tags --depth=1 origin "+${wanted:-$BASE}:refs/remotes/origin/$BASE" 2>/dev/null ||
    git fetch --quiet --no-tags --depth=1 origin "+$BASE:refs/remotes/origin/$BASE" 2>/dev/null || true
fi
if [ -n "$BASE" ] && [ "$BASE" != none ]; then words+=(--base "$BASE"); fi

case $COMMENT:${GITHUB_EVENT_NAME:-} in true:pull_request | true:pull_request_target) words+=(--comment) ;; esac
words+=(--format github --format "markdown:$folder/gate.md")
if [ "$SARIF" = true ] || [ "$UPLOAD_SARIF" = true ]; then words+=(--format "sarif:$folder/sarif/gate.sarif"); fi

attio-harness "${words[@]}" 2>"$folder/errors" || code=$?
if [ "$code" -ge 2 ]; then # no report, but a line for each thing that cannot be used
  while IFS= read -r error; do
    echo "::error title=attio-harness gate::${error//'%'/%25}"
  done <"$folder/errors"
else
  cat "$folder/errors"
  cat "$folder/gate.md" >>"$GITHUB_STEP_SUMMARY"
  echo "report=$folder/gate.md" >>"$GITHUB_OUTPUT"
  if [ -f "$folder/sarif/gate.sarif" ]; then echo "sarif=$folder/sarif" >>"$GITHUB_OUTPUT"; fi
fi
echo "exit-code=$code" >>"$GITHUB_OUTPUT"
