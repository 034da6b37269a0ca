<?php
// Makes a link, good for ten minutes, to each file of the job whose id is given, and saves the first.
$url = getenv("CUEDECK_URL");
$key = getenv("CUEDECK_API_KEY");

$context = stream_context_create(["http" => [
    "method" => "POST",
    "header" => ["Authorization: Bearer $key", "Content-Type: application/json"],
    "content" => json_encode(["expirationSeconds" => 600]),
]]);
$answer = file_get_contents("$url/v1/jobs/$argv[1]/download-result", false, $context);
if ($answer === false) {
    exit(1);
}
$first = json_decode($answer, true)["outputs"][0];
copy($first["url"], "result.vtt");
echo "Saved ", $first["sizeBytes"], " bytes.\n";
