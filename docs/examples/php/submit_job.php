<?php
// Uploads film.srt, then submits a job that makes WebVTT of it; prints the job's id.
$url = getenv("CUEDECK_URL");
$key = getenv("CUEDECK_API_KEY");

function post(string $address, string $body, array $headers): array
{
    $http = ["method" => "POST", "header" => $headers, "content" => $body];
    $answer = file_get_contents($address, false, stream_context_create(["http" => $http]));
    if ($answer === false) {
        exit(1);
    }
    return json_decode($answer, true);
}

$upload = post("$url/v1/uploads", file_get_contents("film.srt"), [
    "Authorization: Bearer $key",
    "Content-Type: application/octet-stream",
    "X-File-Name: film.srt",
]);
$job = post(
    "$url/v1/jobs",
    json_encode(["upload_id" => $upload["upload_id"], "target_profile" => "WebVTT"]),
    ["Authorization: Bearer $key", "Content-Type: application/json"],
);
echo $job["job_id"], "\n";
