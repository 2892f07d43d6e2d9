package dev.sinter.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The bytes of an address on their way into a file that may hold the first of them. The one place that uses the network. */
final class Transfer implements AutoCloseable {
    private static final int BLOCK = 1 << 16;
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-\\d+/(\\d{1,18})");
    private static final Pattern BEYOND = Pattern.compile("bytes \\*/(\\d{1,18})");

    /** The transfer broke off, or was put off, and may be taken up. */
    private static final class Cut extends IOException {
        private static final long serialVersionUID = 1;

        Cut(String reason, @Nullable Throwable cause) {
            super(reason, cause);
        }
    }

    private final URI address;
    private final Path file;
    private final FileChannel into;
    private final Duration patience;
    private final HttpClient client;
    /** What names this state of the file on the server; null while none is known. */
    private @Nullable String version;

    Transfer(URI address, Path file, FileChannel into, Duration patience) {
        this.address = address;
        this.file = file;
        this.into = into;
        this.patience = patience;
        this.client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(patience)
                .build();
    }

    /** Fetches what is missing, taking up a transfer that was cut; an exception says what stood in the way at last. */
    void run(int attempts) throws IOException {
        for (int attempt = 1;; attempt++) {
            try {
                once();
                return;
            } catch (Cut e) {
                if (attempt >= attempts) {
                    throw new IOException("cannot download " + address + ": " + e.getMessage() + ", and so " + attempts
                            + " times; " + into.size() + " bytes have arrived", e);
                }
                pause(PAUSE.multipliedBy(attempt));
            }
        }
    }

    private void once() throws IOException {
        long have = into.size();
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(patience);
        if (have > 0) {
            request.header("Range", "bytes=" + have + "-");
            if (version != null) {
                request.header("If-Range", version);
            }
        }
        HttpResponse<InputStream> response = send(request.build());
        try (InputStream body = response.body()) {
            switch (response.statusCode()) {
                case 200 -> {
                    // The whole, also where a part was asked for.
                    into.truncate(0);
                    version = response.headers().firstValue("ETag").filter(tag -> !tag.startsWith("W/")).orElse(null);
                    receive(body, response.headers().firstValueAsLong("Content-Length").orElse(-1));
                }
                case 206 -> {
                    Matcher range = RANGE.matcher(response.headers().firstValue("Content-Range").orElse(""));
                    if (!range.matches() || Long.parseLong(range.group(1)) != have) {
                        into.truncate(0);
                        throw new Cut("the server sent another part than the one that is missing", null);
                    }
                    receive(body, Long.parseLong(range.group(2)));
                }
                case 416 -> {
                    Matcher whole = BEYOND.matcher(response.headers().firstValue("Content-Range").orElse(""));
                    if (have == 0 || !whole.matches() || Long.parseLong(whole.group(1)) != have) {
                        into.truncate(0);
                        throw new Cut("the server refused to send a part", null);
                    }
                }
                case 408, 429, 500, 502, 503, 504 ->
                    throw new Cut("the server cannot serve it for the moment (status " + response.statusCode() + ")",
                            null);
                case 404, 410 -> throw new IOException("cannot download " + address
                        + ": the server has no such file (status " + response.statusCode()
                        + "); look whether it has moved");
                default -> throw new IOException("cannot download " + address + ": the server refused it with status "
                        + response.statusCode());
            }
        }
    }

    private HttpResponse<InputStream> send(HttpRequest request) throws IOException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw new IOException("cannot download " + address + ": " + address.getHost()
                    + " cannot be reached; look whether this machine has a network, and whether a proxy is needed", e);
        } catch (InterruptedException e) {
            throw interrupted();
        } catch (IOException e) {
            throw new Cut("the server did not answer (" + e.getMessage() + ")", e);
        }
    }

    /** Appends the body to the file, which then holds {@code total} bytes; -1 where the server did not say. */
    private void receive(InputStream body, long total) throws IOException {
        requireSpace(total - into.size());
        AtomicLong heard = new AtomicLong(System.nanoTime());
        Thread watch = Thread.ofVirtual().start(() -> closeWhenSilent(body, heard));
        try {
            into.position(into.size());
            byte[] block = new byte[BLOCK];
            for (int read = next(body, block); read >= 0; read = next(body, block)) {
                heard.set(System.nanoTime());
                try {
                    for (ByteBuffer bytes = ByteBuffer.wrap(block, 0, read); bytes.hasRemaining();) {
                        into.write(bytes);
                    }
                } catch (IOException e) {
                    throw new IOException("cannot download " + address + ": writing failed after " + into.size()
                            + (total < 0 ? "" : " of " + total) + " bytes (" + e.getMessage()
                            + "); look whether the disk is full", e);
                }
            }
        } finally {
            watch.interrupt();
        }
        if (total >= 0 && into.size() != total) {
            throw new Cut("the transfer ended after " + into.size() + " of " + total + " bytes", null);
        }
    }

    private void requireSpace(long bytes) throws IOException {
        long free = Files.getFileStore(file).getUsableSpace();
        if (bytes > free) {
            throw new IOException(
                    "cannot download " + address + ": " + bytes + " bytes more are needed, but only " + free
                            + " are free on the disk of " + file.toAbsolutePath().getParent());
        }
    }

    private static int next(InputStream body, byte[] block) throws IOException {
        try {
            return body.read(block);
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw interrupted();
            }
            throw new Cut("the transfer was cut (" + e.getMessage() + ")", e);
        }
    }

    /** Reading cannot be told to give up, but it does when the stream is closed. */
    private void closeWhenSilent(InputStream body, AtomicLong heard) {
        try {
            while (System.nanoTime() - heard.get() < patience.toNanos()) {
                Thread.sleep(patience.dividedBy(4));
            }
            body.close();
        } catch (InterruptedException | IOException e) {
            // The transfer has ended.
        }
    }

    private static void pause(Duration pause) throws IOException {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static IOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("the download was interrupted; what has arrived is kept");
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
