# Makes a link, good for ten minutes, to each file of the job whose id is given, and saves the first.
require "json"
require "net/http"

uri = URI("#{ENV.fetch("CUEDECK_URL")}/v1/jobs/#{ARGV.fetch(0)}/download-result")
headers = {
  "Authorization" => "Bearer #{ENV.fetch("CUEDECK_API_KEY")}",
  "Content-Type" => "application/json"
}
answer = Net::HTTP.post(uri, JSON.generate("expirationSeconds" => 600), headers)
answer.value # raises unless it is 2xx
first = JSON.parse(answer.body)["outputs"][0]
File.binwrite("result.vtt", Net::HTTP.get(URI(first["url"])))
puts "Saved #{first["sizeBytes"]} bytes."
