<?php
// Prints every completed job, page by page.
$url = getenv("CUEDECK_URL");
$key = getenv("CUEDECK_API_KEY");
$context = stream_context_create(["http" => ["header" => "Authorization: Bearer $key"]]);

$wanted = ["status" => "completed", "limit" => 50];
do {
    $answer = file_get_contents("$url/v1/jobs?" . http_build_query($wanted), false, $context);
    if ($answer === false) {
        exit(1);
    }
    $page = json_decode($answer, true);
    foreach ($page["items"] as $job) {
        echo $job["job_id"], " ", $job["status"], "\n";
    }
    $wanted["cursor"] = $page["next_cursor"];
} while ($page["has_more"]);
