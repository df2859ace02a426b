#!/usr/bin/env bash
# A step of action.yml: `action.sh lint` or `action.sh check`. Writes the job summary, annotations and, where asked for, SARIF.
# Findings do not fail the step, so that the next one runs, too: the output `exit-code` tells the last step.
set -euo pipefail
what=$1
folder=$RUNNER_TEMP/attio-harness
mkdir -p "$folder/sarif"

# shellcheck disable=SC2206 # lists in one text: split at blanks and line breaks, globs expanded
case $what in
lint)
  words=(lint $MAPPING -w "$WORKSPACE")
  for rule in $IGNORE; do words+=(--ignore "$rule"); done
  ;;
check)
  words=(check $EVENTS)
  for one in $MAPPING; do words+=(-m "$one"); done
  for one in $FILTERS; do words+=(--filters "$one"); done
  words+=(-w "$WORKSPACE" --mode "$MODE" --max-failures "$MAX_FAILURES")
  ;;
esac
if [ -n "${DESTINATION:-}" ]; then words+=(--destination "$DESTINATION"); fi

code=0
error=$(attio-harness "${words[@]}" --format markdown -o "$folder/$what.md" 2>&1) || code=$?
if [ "$code" -ge 2 ]; then # no report, but one line that says what cannot be used
  error=${error//'%'/%25}
  echo "::error title=attio-harness $what::${error//$'\n'/%0A}"
else
  cat "$folder/$what.md" >>"$GITHUB_STEP_SUMMARY"
  attio-harness "${words[@]}" --format github || true
  if [ "$SARIF" = true ]; then
    attio-harness "${words[@]}" --format sarif -o "$folder/sarif/$what.sarif" || true
  fi
fi
{
  echo "exit-code=$code"
  if [ "$SARIF" = true ]; then echo "sarif=$folder/sarif"; fi
} >>"$GITHUB_OUTPUT"
