// Asks every second until the job whose id is given has ended; prints how.
import com.google.gson.JsonParser;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Set;

class WaitForJob {
    public static void main(String[] arguments) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder()
            .uri(URI.create(System.getenv("CUEDECK_URL") + "/v1/jobs/" + arguments[0]))
            .header("Authorization", "Bearer " + System.getenv("CUEDECK_API_KEY"))
            .build();
        while (true) {
            var answer = client.send(request, BodyHandlers.ofString());
            if (answer.statusCode() >= 300) throw new IllegalStateException(answer.body());
            var job = JsonParser.parseString(answer.body()).getAsJsonObject();
            String status = job.get("status").getAsString();
            if (Set.of("completed", "failed").contains(status)) {
                System.out.println(status);
                return;
            }
            Thread.sleep(1000);
        }
    }
}
