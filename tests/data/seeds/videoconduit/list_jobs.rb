require "net/http"
require "json"
uri = URI("https://videoconduit.com/v1/jobs?status=completed&limit=20")
req = Net::HTTP::Get.new(uri)
req["Authorization"] = "Bearer vc_your_api_key"
res = Net::HTTP.start(uri.hostname, uri.port, use_ssl: true) { |http| http.request(req) }
data = JSON.parse(res.body)
data["items"].each { |job| puts "#{job["job_id"]} #{job["status"]}" }
