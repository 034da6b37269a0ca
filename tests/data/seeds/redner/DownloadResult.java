HttpClient client = HttpClient.newHttpClient();
String json = "{\"expirationSeconds\":3600}";
HttpRequest request = HttpRequest.newBuilder()
.uri(URI.create("https://api.rednerapp.com/v1/jobs/job_abc123/download-result"))
.header("Authorization", "Bearer YOUR_API_KEY")
.header("Content-Type", "application/json")
.POST(HttpRequest.BodyPublishers.ofString(json))
.build();
HttpResponse<String> response = client.send(
request,
HttpResponse.BodyHandlers.ofString()
);
// Parse JSON response
JsonObject result = JsonParser.parseString(response.body()).getAsJsonObject();
JsonArray outputs = result.getAsJsonArray("outputs");
if (outputs.size() > 0) {
String downloadUrl = outputs.get(0).getAsJsonObject().get("url").getAsString();
// Download file
HttpRequest downloadRequest = HttpRequest.newBuilder()
.uri(URI.create(downloadUrl))
.GET()
.build();
HttpResponse<Path> fileResponse = client.send(
downloadRequest,
HttpResponse.BodyHandlers.ofFile(Paths.get("output.srt"))
);
System.out.println("Downloaded to: " + fileResponse.body());
}
