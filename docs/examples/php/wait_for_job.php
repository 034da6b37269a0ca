<?php
// Asks every second until the job whose id is given has ended; prints how.
$url = getenv("CUEDECK_URL");
$key = getenv("CUEDECK_API_KEY");
$context = stream_context_create(["http" => ["header" => "Authorization: Bearer $key"]]);

while (true) {
    $answer = file_get_contents("$url/v1/jobs/$argv[1]", false, $context);
    if ($answer === false) {
        exit(1);
    }
    $job = json_decode($answer, true);
    if (in_array($job["status"], ["completed", "failed"], true)) {
        break;
    }
    sleep(1);
}
echo $job["status"], " ", $job["error_message"], "\n";
