package dev.sinter.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sinter.ir.Diagnostic;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jspecify.annotations.Nullable;

@DisplayName("L3: downloads")
class DownloadTest {
    private static final byte[] CONTENT = new byte[300_000];

    static {
        new Random(1).nextBytes(CONTENT);
    }

    /** How the server answers the n-th request. */
    private interface Answer {
        void to(HttpExchange exchange, int request) throws IOException;
    }

    private final List<@Nullable String> ranges = Collections.synchronizedList(new ArrayList<>());
    private final AtomicReference<Answer> answer = new AtomicReference<>();
    private HttpServer server;
    private String address;

    @TempDir private Path folder;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", exchange -> {
            ranges.add(exchange.getRequestHeaders().getFirst("Range"));
            try (exchange) {
                answer.get().to(exchange, ranges.size());
            }
        });
        server.start();
        address = "http://localhost:" + server.getAddress().getPort() + "/file.bin";
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static String hash(String algorithm, byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
    }

    private Download download() throws Exception {
        return Download.from(address).sha256(hash("SHA-256", CONTENT)).attempts(2).patience(Duration.ofSeconds(20));
    }

    private Path file() {
        return folder.resolve("file.bin");
    }

    private Path part() {
        return folder.resolve("file.bin.part");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    private static void whole(HttpExchange exchange, int request) throws IOException {
        exchange.sendResponseHeaders(200, CONTENT.length);
        exchange.getResponseBody().write(CONTENT);
    }

    /** As a server does that knows ranges. */
    private static void ranged(HttpExchange exchange, int request) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        if (range == null) {
            whole(exchange, request);
            return;
        }
        int from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
        if (from >= CONTENT.length) {
            exchange.getResponseHeaders().set("Content-Range", "bytes */" + CONTENT.length);
            exchange.sendResponseHeaders(416, -1);
            return;
        }
        exchange.getResponseHeaders().set("Content-Range",
                "bytes " + from + "-" + (CONTENT.length - 1) + "/" + CONTENT.length);
        exchange.sendResponseHeaders(206, CONTENT.length - from);
        exchange.getResponseBody().write(CONTENT, from, CONTENT.length - from);
    }

    /** Promises all and hangs up after some of it. */
    private static void cutAfter(HttpExchange exchange, int bytes) throws IOException {
        exchange.sendResponseHeaders(200, CONTENT.length);
        OutputStream body = exchange.getResponseBody();
        body.write(CONTENT, 0, bytes);
        body.flush();
        throw new IOException("the server hangs up");
    }

    @Test
    @DisplayName("L3: a file is fetched once, checked, and takes its name in one step; what is there is not fetched again")
    void once() throws Exception {
        answer.set(DownloadTest::whole);
        Path deep = folder.resolve("a/b/file.bin");
        assertThat(download().to(deep)).isEqualTo(deep).hasBinaryContent(CONTENT);
        assertThat(download().to(deep)).hasBinaryContent(CONTENT);
        assertThat(Download.from(address).md5(hash("MD5", CONTENT)).to(deep)).hasBinaryContent(CONTENT);
        assertThat(Download.from(address).to(deep)).hasBinaryContent(CONTENT);
        assertThat(ranges).hasSize(1);
        Files.writeString(deep, "something else");
        assertThat(download().to(deep)).hasBinaryContent(CONTENT);
        assertThat(ranges).hasSize(2);
        assertThat(Files.exists(deep.resolveSibling("file.bin.part"))).isFalse();
    }

    @Test
    @DisplayName("L3: a cut transfer goes on where it stopped, within a call and in a later one")
    void resumed() throws Exception {
        answer.set((exchange, request) -> {
            if (request == 1) {
                cutAfter(exchange, 100_000);
            } else {
                ranged(exchange, request);
            }
        });
        assertThat(download().to(file())).hasBinaryContent(CONTENT);
        assertThat(ranges).hasSize(2);
        assertThat(ranges.get(0)).isNull();
        long reached = Long.parseLong(ranges.get(1).replaceAll("\\D", ""));
        assertThat(reached).isBetween(1L, 100_000L);

        Files.delete(file());
        ranges.clear();
        Files.write(part(), Arrays.copyOf(CONTENT, 12_345));
        answer.set(DownloadTest::ranged);
        assertThat(download().to(file())).hasBinaryContent(CONTENT);
        assertThat(ranges).containsExactly("bytes=12345-");
        assertThat(names()).containsExactly("file.bin");
    }

    @Test
    @DisplayName("L3: a server that cannot resume sends all again; one that sends another part is not believed")
    void ignoredRange() throws Exception {
        Files.write(part(), Arrays.copyOf(CONTENT, 12_345));
        answer.set(DownloadTest::whole);
        assertThat(download().to(file())).hasBinaryContent(CONTENT);
        assertThat(ranges).containsExactly("bytes=12345-");

        Files.delete(file());
        ranges.clear();
        Files.write(part(), Arrays.copyOf(CONTENT, 12_345));
        answer.set((exchange, request) -> {
            if (request == 1) {
                exchange.getResponseHeaders().set("Content-Range", "bytes 0-299999/300000");
                exchange.sendResponseHeaders(206, CONTENT.length);
                exchange.getResponseBody().write(CONTENT);
            } else {
                whole(exchange, request);
            }
        });
        assertThat(download().to(file())).hasBinaryContent(CONTENT);
        assertThat(ranges).containsExactly("bytes=12345-", null);
    }

    @Test
    @DisplayName("L3: a part that is already whole needs no server; one of another file is thrown away")
    void oldParts() throws Exception {
        Files.write(part(), CONTENT);
        answer.set(DownloadTest::ranged);
        assertThat(download().to(file())).hasBinaryContent(CONTENT);
        assertThat(ranges).isEmpty();

        for (int length : new int[]{500, CONTENT.length, CONTENT.length + 7}) {
            Files.delete(file());
            Files.write(part(), new byte[length]);
            assertThat(download().to(file())).hasBinaryContent(CONTENT);
            assertThat(names()).containsExactly("file.bin");
        }
    }

    @Test
    @DisplayName("L3: without a checksum nothing of an earlier call is believed")
    void withoutChecksum() throws Exception {
        Files.write(part(), new byte[1000]);
        answer.set((exchange, request) -> {
            exchange.getResponseHeaders().set("ETag", "\"one\"");
            if (request == 1) {
                cutAfter(exchange, 100_000);
            } else {
                assertThat(exchange.getRequestHeaders().getFirst("If-Range")).isEqualTo("\"one\"");
                ranged(exchange, request);
            }
        });
        assertThat(Download.from(address).to(file())).hasBinaryContent(CONTENT);
        assertThat(ranges.get(0)).isNull();
        assertThat(ranges.get(1)).isNotNull();
    }

    @Test
    @DisplayName("L3: a transfer that is cut again and again ends in an error that says how far it came, and keeps that")
    void alwaysCut() throws Exception {
        Files.write(file(), new byte[]{1});
        answer.set((exchange, request) -> cutAfter(exchange, 100_000));
        assertThatThrownBy(() -> download().to(file())).isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot download " + address + ": the transfer ")
                .hasMessageContaining("and so 2 times; ").hasMessageEndingWith(" bytes have arrived");
        assertThat(file()).hasBinaryContent(new byte[]{1});
        assertThat(Files.size(part())).isBetween(1L, 100_000L);
    }

    @Test
    @DisplayName("L3: another file than the one asked for is refused with both checksums, and nothing is left")
    void otherFile() throws Exception {
        answer.set(DownloadTest::whole);
        String zeros = "0".repeat(64);
        assertThatThrownBy(() -> Download.from(address).sha256(zeros).to(file())).isInstanceOf(IOException.class)
                .hasMessage("what " + address + " sent is not the file that was asked for: its SHA-256 is "
                        + hash("SHA-256", CONTENT) + " (300000 bytes), " + zeros
                        + " is needed; nothing was kept. Look whether the address or the checksum is out of date");
        assertThat(file()).doesNotExist();
        assertThat(Files.size(part())).isZero();
    }

    @Test
    @DisplayName("L3: a file that is not there, a refusal, and a server that asks for patience")
    void statuses() throws Exception {
        answer.set((exchange, request) -> exchange.sendResponseHeaders(404, -1));
        assertThatThrownBy(() -> download().to(file())).isInstanceOf(IOException.class).hasMessage("cannot download "
                + address + ": the server has no such file (status 404); look whether it has moved");
        answer.set((exchange, request) -> exchange.sendResponseHeaders(403, -1));
        assertThatThrownBy(() -> download().to(file())).isInstanceOf(IOException.class)
                .hasMessageEndingWith("the server refused it with status 403");
        assertThat(ranges).hasSize(2);
        ranges.clear();
        answer.set((exchange, request) -> {
            if (request == 1) {
                exchange.sendResponseHeaders(503, -1);
            } else {
                whole(exchange, request);
            }
        });
        assertThat(download().to(file())).hasBinaryContent(CONTENT);
        assertThat(ranges).hasSize(2);
    }

    @Test
    @DisplayName("L3: a redirection is followed")
    void redirected() throws Exception {
        answer.set((exchange, request) -> {
            if (exchange.getRequestURI().getPath().equals("/elsewhere")) {
                whole(exchange, request);
            } else {
                exchange.getResponseHeaders().set("Location", "/elsewhere");
                exchange.sendResponseHeaders(302, -1);
            }
        });
        assertThat(download().to(file())).hasBinaryContent(CONTENT);
    }

    @Test
    @DisplayName("L3: without a network the error names the host and what to look for")
    void noNetwork() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        assertThatThrownBy(() -> Download.from("http://localhost:" + free + "/x").to(file()))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot download http://localhost:" + free
                        + "/x: localhost cannot be reached; look whether this machine has a network, and whether a proxy is needed");
        assertThat(file()).doesNotExist();
    }

    @Test
    @DisplayName("L3: a server that falls silent does not hold the caller for ever")
    void silence() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        answer.set((exchange, request) -> {
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT, 0, 50_000);
            exchange.getResponseBody().flush();
            try {
                over.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        });
        assertThatThrownBy(() -> download().patience(Duration.ofSeconds(2)).attempts(1).to(file()))
                .isInstanceOf(IOException.class).hasMessageContaining("the transfer was cut");
        over.countDown();
    }

    @Test
    @DisplayName("L3: a file larger than the disk has room for is refused before it is fetched")
    void fullDisk() throws Exception {
        answer.set((exchange, request) -> {
            exchange.sendResponseHeaders(200, 1L << 60);
            exchange.getResponseBody().write(CONTENT, 0, 1000);
            exchange.getResponseBody().flush();
        });
        assertThatThrownBy(() -> download().to(file())).isInstanceOf(IOException.class)
                .hasMessageContaining((1L << 60) + " bytes more are needed, but only ")
                .hasMessageEndingWith(" are free on the disk of " + folder);
    }

    /** Downloads what the system does not let it write, and says what became of it. */
    static final class TooLarge {
        public static void main(String... arguments) {
            try {
                Download.from(arguments[0]).sha256(arguments[1]).to(Path.of(arguments[2]));
            } catch (IOException e) {
                System.out.println(e.getMessage());
                System.exit(3);
            }
        }
    }

    @Test
    @DisplayName("L3: where the system refuses to take more bytes, the error says so and at which byte")
    void noRoom() throws Exception {
        Path shell = Path.of("/bin/sh");
        assumeTrue(Files.isExecutable(shell), "skipped: no shell to limit how large a file may become");
        answer.set(DownloadTest::whole);
        // In units of 512 bytes or more: 200 KiB at most.
        Process process = new ProcessBuilder(shell.toString(), "-c", "ulimit -f 200 && exec \"$0\" \"$@\"",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:-UsePerfData", "-cp",
                System.getProperty("java.class.path"), TooLarge.class.getName(), address, hash("SHA-256", CONTENT),
                file().toString()).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isEqualTo(3);
        assertThat(printed).startsWith("cannot download " + address + ": writing failed after ")
                .contains(" of 300000 bytes (").contains("look whether the disk is full");
        assertThat(file()).doesNotExist();
        // What was written before is of use later.
        assertThat(Files.size(part())).isBetween(1L, 299_999L);
        assertThat(download().to(file())).hasBinaryContent(CONTENT);
    }

    @Test
    @DisplayName("L3: two downloads to one file do not mix")
    void atOnce() throws Exception {
        answer.set(DownloadTest::whole);
        try (FileChannel other = FileChannel.open(part(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            other.lock();
            assertThatThrownBy(() -> download().to(file())).isInstanceOf(IOException.class)
                    .hasMessageEndingWith("another download to it is under way");
        }
        assertThat(download().to(file())).hasBinaryContent(CONTENT);
    }

    @Test
    @DisplayName("L3: an interrupt ends a download and keeps what has arrived")
    void interrupted() throws Exception {
        CountDownLatch sending = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        answer.set((exchange, request) -> {
            exchange.sendResponseHeaders(200, CONTENT.length);
            sending.countDown();
            try {
                over.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        });
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                download().to(file());
            } catch (Throwable e) {
                thrown.set(e);
            }
        });
        sending.await();
        Thread.sleep(100);
        caller.interrupt();
        caller.join();
        over.countDown();
        assertThat(thrown.get()).isInstanceOf(InterruptedIOException.class);
    }

    @Test
    @DisplayName("L3: addresses and checksums that are none are refused at once")
    void misuse() {
        assertThatThrownBy(() -> Download.from("file:///x")).isInstanceOf(Diagnostic.class).hasMessage(
                "cannot download 'file:///x': an address that begins with https:// or http:// is needed");
        assertThatThrownBy(() -> Download.from("http://a b/")).isInstanceOf(Diagnostic.class)
                .hasMessageStartingWith("cannot download 'http://a b/': it is no address");
        assertThatThrownBy(() -> Download.from(address).md5("12")).isInstanceOf(Diagnostic.class)
                .hasMessage("an MD5 checksum has 32 hexadecimal digits, not '12'");
        assertThatThrownBy(() -> Download.from(address).to(folder)).isInstanceOf(IOException.class)
                .hasMessageEndingWith("it is a folder; name the file in it");
    }

    @Test
    @DisplayName("U5: one class uses the network, and only a download starts it")
    void network() throws IOException {
        Path classes = Path.of("target", "classes");
        try (Stream<Path> files = Files.walk(classes)) {
            List<String> users = files.filter(f -> f.toString().endsWith(".class") && !f.endsWith("module-info.class"))
                    .filter(f -> {
                        try {
                            String text = Files.readString(f, StandardCharsets.ISO_8859_1);
                            return text.contains("java/net/http/") || text.contains("java/net/Socket")
                                    || text.contains("java/net/URLConnection") || text.contains("java/net/InetAddress");
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    }).map(f -> f.getFileName().toString()).toList();
            assertThat(users).containsExactly("Transfer.class");
        }
    }
}
