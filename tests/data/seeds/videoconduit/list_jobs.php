$client = new GuzzleHttp\Client();
$response = $client->get("https://videoconduit.com/v1/jobs", [
"query" => ["status" => "completed", "limit" => 20],
"headers" => ["Authorization" => "Bearer vc_your_api_key"],
]);
$data = json_decode($response->getBody(), true);
foreach ($data["items"] as $job) {
echo $job["job_id"] . " " . $job["status"] . "\n";
}
