-- Asserts of people; PEOPLE, TURN and SENT come after `--`. `rows/load.py` puts done.lua behind it.
function init(words)
  people, turn, at = tonumber(words[1]), tonumber(words[2]), tonumber(words[3])
end

local path = '/v2/objects/people/records?matching_attribute=email_addresses'
local headers = { ['Authorization'] = 'Bearer any', ['Content-Type'] = 'application/json' }

-- Titles are counted from SENT on: whoever sends after another begins behind it, so that every request has something to write.
-- TURN steps through the people, so that a million of them are met in no order that a cache knows.
function request()
  at = at + 1
  local i = (at * turn) % people
  local body = string.format(
    '{"data":{"values":{"email_addresses":["user%d@example.com"],"name":"User%d, Sample","job_title":"Title %d"}}}', i, i, at)
  return wrk.format('PUT', path, headers, body)
end
