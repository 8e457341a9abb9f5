import java.io.IOException;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;
import org.apache.http.util.EntityUtils;

/**
 * The healthy twin of LeakOnError: the response is closed on every path, its body read to the end.
 *
 * A batch of a hundred requests uses one connection. Then it rests; the server closes the idle
 * connection meanwhile, and the pool, which looks only when it is used again, keeps one CLOSE-WAIT.
 * That is harmless.
 */
public class ConsumesBody {
    static int fetch(CloseableHttpClient client, String url) throws IOException {
        try (CloseableHttpResponse response = client.execute(new HttpGet(url))) {
            EntityUtils.consume(response.getEntity());
            return response.getStatusLine().getStatusCode();
        }
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        String url = arguments[0];
        PoolingHttpClientConnectionManager pool = new PoolingHttpClientConnectionManager();
        CloseableHttpClient client = HttpClients.custom().setConnectionManager(pool).build();
        while (true) {
            int status = 0;
            for (int request = 0; request < 100; request++) {
                status = fetch(client, url);
            }
            System.out.println("100 requests answered " + status + ", " + pool.getTotalStats() + ", resting");
            Thread.sleep(60_000);
        }
    }
}
