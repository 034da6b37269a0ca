# Sends film.srt to become WebVTT; prints the job's id.
require "json"
require "net/http"

uri = URI("#{ENV.fetch("CUEDECK_URL")}/v1/jobs")
request = Net::HTTP::Post.new(uri, "Authorization" => "Bearer #{ENV.fetch("CUEDECK_API_KEY")}")

answer = File.open("film.srt", "rb") do |film|
  config = JSON.generate("target_profile" => "WebVTT")
  request.set_form([["source", film], ["config", config]], "multipart/form-data")
  Net::HTTP.start(uri.host, uri.port, use_ssl: uri.scheme == "https") { |http| http.request(request) }
end
answer.value # raises unless it is 2xx
puts JSON.parse(answer.body)["job_id"]
