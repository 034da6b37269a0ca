# Asks every second until the job whose id is given has ended; prints how.
require "json"
require "net/http"

uri = URI("#{ENV.fetch("CUEDECK_URL")}/v1/jobs/#{ARGV.fetch(0)}")
headers = { "Authorization" => "Bearer #{ENV.fetch("CUEDECK_API_KEY")}" }

loop do
  answer = Net::HTTP.get_response(uri, headers)
  answer.value # raises unless it is 2xx
  job = JSON.parse(answer.body)
  if %w[completed failed].include?(job["status"])
    puts "#{job["status"]} #{job["error_message"]}"
    break
  end
  sleep 1
end
