-- Puts items of people; PEOPLE, TURN and SENT come after `--`. `rows/load.py` appends done.lua.
function init(words)
  people, turn, at = tonumber(words[1]), tonumber(words[2]), tonumber(words[3])
end

local headers = {
  ['Authorization'] = 'AWS4-HMAC-SHA256 Credential=any/20250101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=any',
  ['Content-Type'] = 'application/x-amz-json-1.0',
  ['X-Amz-Target'] = 'DynamoDB_20120810.PutItem'
}

function request()
  at = at + 1
  local i = (at * turn) % people
  local body = string.format(
    '{"TableName":"people","Item":{"email":{"S":"user%d@example.com"},"name":{"S":"User%d, Sample"},"job_title":{"S":"Title %d"}}}', i, i, at)
  return wrk.format('POST', '/', headers, body)
end
