import java.io.IOException;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;
import org.apache.http.util.EntityUtils;

/**
 * A client that leaks the connection of every response that is not a 200.
 *
 * WRONG: the error path of fetch() throws before anything closes the response. Its body stays unread,
 * so the pool never gets the connection back. After 32 errors the pool is empty and every request
 * ends in ConnectionPoolTimeoutException. An error without a body leaks nothing (there is nothing to
 * read, the connection returns by itself), which is why a mock that answers so does not show it.
 */
public class LeakOnError {
    static String fetch(CloseableHttpClient client, String url) throws IOException {
        CloseableHttpResponse response = client.execute(new HttpGet(url));
        int status = response.getStatusLine().getStatusCode();
        if (status != 200) {
            throw new IOException("answered " + status);
        }
        try (response) {
            return EntityUtils.toString(response.getEntity());
        }
    }

    public static void main(String[] arguments) throws InterruptedException {
        String url = arguments[0];
        PoolingHttpClientConnectionManager pool = new PoolingHttpClientConnectionManager();
        pool.setMaxTotal(32);
        pool.setDefaultMaxPerRoute(32);
        RequestConfig config = RequestConfig.custom().setConnectionRequestTimeout(2000).build();
        CloseableHttpClient client =
            HttpClients.custom().setConnectionManager(pool).setDefaultRequestConfig(config).build();
        while (true) {
            try {
                fetch(client, url);
            } catch (IOException error) {
                System.out.println(error.getClass().getSimpleName() + ": " + error.getMessage() + " " + pool.getTotalStats());
            }
            Thread.sleep(250);
        }
    }
}
