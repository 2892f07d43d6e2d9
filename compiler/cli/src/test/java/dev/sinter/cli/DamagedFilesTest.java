package dev.sinter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.cli.Shell.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random damage to every kind of file: whatever happens is one message of the user's kind, and no file is left. */
@DisplayName("Damaged files")
final class DamagedFilesTest {
    private static final int TIMES = 120;
    private static final String SYMBOLS = "0123456789NMf-+*,.[]{}()=%:@ \n";

    @TempDir private Path folder;
    private Shell shell;
    private final Random random = new Random(42);

    @BeforeEach
    void write() throws IOException {
        shell = new Shell(folder);
        shell.writeNet();
    }

    /** A copy with a few bytes changed, sometimes cut off. */
    private void damage(String from, String to, int last) throws IOException {
        byte[] bytes = Files.readAllBytes(folder.resolve(from));
        int start = Math.max(0, bytes.length - last);
        for (int i = 0; i <= random.nextInt(3); i++) {
            bytes[start + random.nextInt(bytes.length - start)] = (byte) random.nextInt(256);
        }
        int length = random.nextInt(6) == 0 ? random.nextInt(bytes.length) : bytes.length;
        Files.write(folder.resolve(to), Arrays.copyOf(bytes, length));
    }

    private boolean holds(String... args) {
        Result result = shell.run(args);
        assertThat(result.code()).as(result.err()).isBetween(0, 2);
        assertThat(result.err()).doesNotContain("this is a fault").doesNotContain("\tat ");
        if (result.code() == 0) {
            assertThat(result.err()).isEmpty();
        } else if (!args[0].equals("diff")) {
            assertThat(result.err()).isNotBlank();
            assertThat(result.out()).isEmpty();
        }
        return result.code() == 0;
    }

    @Test
    @DisplayName("a graph: refused with its position, or read as what it has become")
    void graphs() throws IOException {
        int refused = 0;
        for (int i = 0; i < TIMES; i++) {
            byte[] bytes = Shell.NET.getBytes(StandardCharsets.UTF_8);
            for (int k = 0; k <= random.nextInt(3); k++) {
                bytes[random.nextInt(bytes.length)] = (byte) (random.nextInt(4) == 0
                        ? random.nextInt(256)
                        : SYMBOLS.charAt(random.nextInt(SYMBOLS.length())));
            }
            Files.write(folder.resolve("bad.sir"), bytes);
            refused += holds("explain", "DIR/bad.sir") ? 0 : 1;
            for (ExplainCommand.Stage stage : ExplainCommand.Stage.values()) {
                holds("explain", "DIR/bad.sir", "--stage", stage.name());
            }
            holds("run", "DIR/bad.sir", "--input", "x=DIR/x.npy");
        }
        assertThat(refused).isGreaterThan(TIMES / 2);
    }

    @Test
    @DisplayName("a jar: nothing of it runs before all of it has been held against its checksums")
    void jars() throws IOException {
        int refused = 0;
        for (int i = 0; i < TIMES; i++) {
            damage("net.jar", "bad.jar", i % 2 == 0 ? Integer.MAX_VALUE : 4000);
            refused += holds("run", "DIR/bad.jar", "--input", "x=DIR/x.npy", "--output", "y=DIR/y.npy") ? 0 : 1;
            holds("explain", "DIR/bad.jar");
            holds("diff", "DIR/net.jar", "DIR/bad.jar");
        }
        assertThat(refused).isGreaterThan(TIMES / 2);
    }

    @Test
    @DisplayName("tensors: refused with the position, or read as what they have become; nothing is left half written")
    void tensors() throws IOException {
        for (int i = 0; i < TIMES; i++) {
            damage("x.npy", "bad.npy", Integer.MAX_VALUE);
            if (!holds("run", "DIR/net.jar", "--input", "x=DIR/bad.npy", "--output", "y=DIR/y.npy")) {
                assertThat(folder.resolve("y.npy")).doesNotExist();
            }
            Files.deleteIfExists(folder.resolve("y.npy"));
            damage("w.safetensors", "bad.safetensors", Integer.MAX_VALUE);
            holds("run", "DIR/net.jar", "--input", "x=DIR/x.npy", "--state", "DIR/bad.safetensors");
            if (i % 8 == 0) {
                holds("compile", "DIR/net.sir", "--weights", "DIR/bad.safetensors", "-o", "DIR/out.jar");
            }
        }
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.endsWith(".tmp"));
        }
    }

    @Test
    @DisplayName("a jar whose checksums hold, though its manifest or its graph does not: one message")
    void contents() throws IOException {
        Map<String, byte[]> files = JarFiles.read(folder.resolve("net.jar")).all();
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            Map<String, byte[]> damaged = new TreeMap<>(files);
            String name = i % 2 == 0 ? "META-INF/MANIFEST.MF" : "META-INF/sinter/predict.sir";
            byte[] bytes = files.get(name).clone();
            for (int k = 0; k <= random.nextInt(3); k++) {
                bytes[random.nextInt(bytes.length)] = (byte) (random.nextInt(4) == 0
                        ? random.nextInt(256)
                        : SYMBOLS.charAt(random.nextInt(SYMBOLS.length())));
            }
            damaged.put(name, random.nextInt(6) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes);
            try {
                assertThat(ModelFile.openJar(JarFiles.of(Path.of("bad.jar"), damaged)).graphs()).isNotEmpty();
            } catch (UserError e) {
                assertThat(e.getMessage()).startsWith("bad.jar is ");
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(5_000);
    }

    @Test
    @DisplayName("a changed byte of a class is found by its checksum and named")
    void checksum() throws IOException {
        byte[] bytes = Files.readAllBytes(folder.resolve("net.jar"));
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int at = text.indexOf("net/Net.class") + 60;
        bytes[at] ^= 1;
        Files.write(folder.resolve("bad.jar"), bytes);
        assertThat(shell.run("run", "DIR/bad.jar", "--input", "x=DIR/x.npy")).satisfies(result -> {
            assertThat(result.code()).isEqualTo(1);
            assertThat(result.err()).startsWith("sinter: DIR/bad.jar is damaged, or no jar: ").contains("net/Net.class")
                    .hasLineCount(1);
        });
    }

    @Test
    @DisplayName("a jar that sinter did not write is refused before anything of it runs")
    void foreignJar() throws IOException {
        try (var zip = new ZipOutputStream(Files.newOutputStream(folder.resolve("other.jar")))) {
            zip.putNextEntry(new ZipEntry("a.txt"));
            zip.closeEntry();
        }
        assertThat(shell.run("run", "DIR/other.jar")).isEqualTo(new Result(1, "",
                "sinter: DIR/other.jar is a jar, but not one that sinter wrote: its manifest names no Sinter-Entries\n"));
    }
}
