// Prints every completed job, page by page.
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

class ListJobs {
    static JsonObject page(String query) throws Exception {
        HttpRequest request = HttpRequest.newBuilder()
            .uri(URI.create(System.getenv("CUEDECK_URL") + "/v1/jobs?" + query))
            .header("Authorization", "Bearer " + System.getenv("CUEDECK_API_KEY"))
            .build();
        var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        if (answer.statusCode() >= 300) throw new IllegalStateException(answer.body());
        return JsonParser.parseString(answer.body()).getAsJsonObject();
    }

    public static void main(String[] arguments) throws Exception {
        String wanted = "status=completed&limit=50", cursor = "";
        while (true) {
            JsonObject page = page(wanted + cursor);
            for (var item : page.getAsJsonArray("items")) {
                JsonObject job = item.getAsJsonObject();
                System.out.println(job.get("job_id").getAsString() + " " + job.get("status").getAsString());
            }
            if (!page.get("has_more").getAsBoolean()) return;
            String next = page.get("next_cursor").getAsString();
            cursor = "&cursor=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
        }
    }
}
