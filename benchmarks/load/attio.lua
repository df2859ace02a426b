-- Asserts people; PEOPLE, TURN and SENT come after `--`. `rows/load.py` appends done.lua.
function init(words)
  people, turn, at = tonumber(words[1]), tonumber(words[2]), tonumber(words[3])
end

local path = '/v2/objects/people/records?matching_attribute=email_addresses'
local headers = { ['Authorization'] = 'Bearer any', ['Content-Type'] = 'application/json' }

-- Titles are numbered from SENT on. Each sender starts after the last number of the one before, so every request changes a value.
-- Every value is a list: Attio's OpenAPI document, by which Prism answers, allows nothing else.
-- TURN is the step through the people: a million of them come in an order that no cache knows.
function request()
  at = at + 1
  local i = (at * turn) % people
  local body = string.format(
    '{"data":{"values":{"email_addresses":["user%d@example.com"],"name":["User%d, Sample"],"job_title":["Title %d"]}}}', i, i, at)
  return wrk.format('PUT', path, headers, body)
end
