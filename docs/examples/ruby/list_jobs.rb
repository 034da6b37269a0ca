# Prints every completed job, page by page.
require "json"
require "net/http"

uri = URI("#{ENV.fetch("CUEDECK_URL")}/v1/jobs")
headers = { "Authorization" => "Bearer #{ENV.fetch("CUEDECK_API_KEY")}" }
wanted = { status: "completed", limit: 50 }

loop do
  uri.query = URI.encode_www_form(wanted)
  answer = Net::HTTP.get_response(uri, headers)
  answer.value # raises unless it is 2xx
  page = JSON.parse(answer.body)
  page["items"].each { |job| puts "#{job["job_id"]} #{job["status"]}" }
  break unless page["has_more"]

  wanted[:cursor] = page["next_cursor"]
end
