# Prints how the job whose id is given stands, and its link once it is completed.
require "json"
require "net/http"

uri = URI("#{ENV.fetch("CUEDECK_URL")}/v1/jobs/#{ARGV.fetch(0)}")
answer = Net::HTTP.get_response(uri, "Authorization" => "Bearer #{ENV.fetch("CUEDECK_API_KEY")}")
answer.value # raises unless it is 2xx
job = JSON.parse(answer.body)
puts "#{job["status"]} #{job["download_url"]}"
