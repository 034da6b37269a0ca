// Prints how the job whose id is given stands, and its link once it is completed.
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

class GetJob {
    public static void main(String[] arguments) throws Exception {
        HttpRequest request = HttpRequest.newBuilder()
            .uri(URI.create(System.getenv("CUEDECK_URL") + "/v1/jobs/" + arguments[0]))
            .header("Authorization", "Bearer " + System.getenv("CUEDECK_API_KEY"))
            .build();
        var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        if (answer.statusCode() >= 300) throw new IllegalStateException(answer.body());
        JsonObject job = JsonParser.parseString(answer.body()).getAsJsonObject();
        System.out.println(job.get("status").getAsString() + " " + job.get("download_url").getAsString());
    }
}
