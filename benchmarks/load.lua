-- What wrk sends, and the one line of JSON that benchmarks/load.py reads back. The environment says what:
-- LOAD_METHOD, LOAD_PATH (%d stands for a sweet's id, drawn from LOAD_FIRST to LOAD_LAST), LOAD_BODY, LOAD_TOKEN,
-- LOAD_PAUSE, how many milliseconds a client rests between an answer and its next request, and LOAD_RUN, which begins
-- every Idempotency-Key and is never used twice.
-- Requests are put together from ready pieces, because wrk shares its two cores with what it measures.

local method = os.getenv("LOAD_METHOD")
local path = os.getenv("LOAD_PATH")
local body = os.getenv("LOAD_BODY") or ""
local first = tonumber(os.getenv("LOAD_FIRST"))
local last = tonumber(os.getenv("LOAD_LAST"))
local run = os.getenv("LOAD_RUN")

local before, after = path:match("^(.*)%%d(.*)$")
before, after = before or path, after or ""

local headers = " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " .. os.getenv("LOAD_TOKEN") .. "\r\n"
local reading = after .. headers .. "\r\n"
local key = after .. headers .. "Content-Type: application/json\r\nIdempotency-Key: " .. run .. "-"
local ending = "\r\nContent-Length: " .. #body .. "\r\n\r\n" .. body
local count = 0

function init()
   math.randomseed(os.time())
end

local pause = tonumber(os.getenv("LOAD_PAUSE"))
if pause > 0 then
   -- Not quite alike, so that the clients do not march in step.
   function delay()
      return math.random(pause / 2, pause * 3 / 2)
   end
end

function request()
   if method == "GET" then
      return method .. " " .. before .. (before == path and "" or math.random(first, last)) .. reading
   end
   count = count + 1
   return method .. " " .. before .. math.random(first, last) .. key .. count .. ending
end

function done(summary, latency)
   local errors = summary.errors
   io.write(string.format(
      'RESULT {"answers": %d, "seconds": %.6f, "p50_ms": %.3f, "p99_ms": %.3f, "max_ms": %.3f, ' ..
      '"bad_statuses": %d, "socket_errors": %d}\n',
      summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
      latency.max / 1e3, errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
