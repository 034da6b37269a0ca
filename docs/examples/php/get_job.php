<?php
// Prints how the job whose id is given stands, and its link once it is completed.
$url = getenv("CUEDECK_URL");
$key = getenv("CUEDECK_API_KEY");

$context = stream_context_create(["http" => ["header" => "Authorization: Bearer $key"]]);
$answer = file_get_contents("$url/v1/jobs/$argv[1]", false, $context);
if ($answer === false) {
    exit(1);
}
$job = json_decode($answer, true);
echo $job["status"], " ", $job["download_url"], "\n";
