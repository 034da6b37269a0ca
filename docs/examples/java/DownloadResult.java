// Makes a link, good for ten minutes, to each file of the job whose id is given, and saves the first.
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;

class DownloadResult {
    public static void main(String[] arguments) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        String address = System.getenv("CUEDECK_URL") + "/v1/jobs/" + arguments[0] + "/download-result";
        HttpRequest request = HttpRequest.newBuilder(URI.create(address))
            .header("Authorization", "Bearer " + System.getenv("CUEDECK_API_KEY"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"expirationSeconds\": 600}"))
            .build();
        var answer = client.send(request, BodyHandlers.ofString());
        if (answer.statusCode() >= 300) throw new IllegalStateException(answer.body());

        JsonObject result = JsonParser.parseString(answer.body()).getAsJsonObject();
        JsonObject first = result.getAsJsonArray("outputs").get(0).getAsJsonObject();
        HttpRequest download = HttpRequest.newBuilder(URI.create(first.get("url").getAsString())).build();
        client.send(download, BodyHandlers.ofFile(Path.of("result.vtt")));
        System.out.println("Saved " + first.get("sizeBytes") + " bytes.");
    }
}
