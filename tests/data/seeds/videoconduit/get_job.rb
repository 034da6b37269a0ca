require "net/http"
require "json"
uri = URI("https://videoconduit.com/v1/jobs/a1b2c3d4-e5f6-7890-abcd-ef1234567890")
req = Net::HTTP::Get.new(uri)
req["Authorization"] = "Bearer vc_your_api_key"
res = Net::HTTP.start(uri.hostname, uri.port, use_ssl: true) { |http| http.request(req) }
job = JSON.parse(res.body)
puts job["status"]
