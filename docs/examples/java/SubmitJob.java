// Uploads film.srt, then submits a job that makes WebVTT of it; prints the job's id.
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;

class SubmitJob {
    static final String URL = System.getenv("CUEDECK_URL");
    static final String KEY = System.getenv("CUEDECK_API_KEY");
    static final HttpClient CLIENT = HttpClient.newHttpClient();

    static JsonObject post(String path, String kind, BodyPublisher body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(URL + path))
            .header("Authorization", "Bearer " + KEY)
            .header("Content-Type", kind)
            .header("X-File-Name", "film.srt")
            .POST(body)
            .build();
        var answer = CLIENT.send(request, BodyHandlers.ofString());
        if (answer.statusCode() >= 300) throw new IllegalStateException(answer.body());
        return JsonParser.parseString(answer.body()).getAsJsonObject();
    }

    public static void main(String[] arguments) throws Exception {
        var film = BodyPublishers.ofFile(Path.of("film.srt"));
        JsonObject upload = post("/v1/uploads", "application/octet-stream", film);

        JsonObject description = new JsonObject();
        description.add("upload_id", upload.get("upload_id"));
        description.addProperty("target_profile", "WebVTT");
        JsonObject job = post("/v1/jobs", "application/json", BodyPublishers.ofString(description.toString()));
        System.out.println(job.get("job_id").getAsString());
    }
}
