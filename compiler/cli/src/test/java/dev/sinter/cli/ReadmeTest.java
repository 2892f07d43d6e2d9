package dev.sinter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.ir.text.Parser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compiles and runs every program of the README, and holds what it prints against the text below it. */
@DisplayName("The README")
final class ReadmeTest {
    private static final Pattern BLOCK = Pattern.compile("```(\\w+)\n(.*?)```\n", Pattern.DOTALL);
    private static final Pattern CLASS = Pattern.compile("public class (\\w+)");

    @TempDir private Path folder;

    /** A program, and the text that follows it. */
    private record Snippet(String name, String source, @Nullable String printed) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static String readme() throws IOException {
        return Files.readString(root().resolve("README.md"));
    }

    private static Stream<Snippet> snippets() throws IOException {
        List<MatchResult> blocks = BLOCK.matcher(readme()).results().toList();
        List<Snippet> snippets = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            if (blocks.get(i).group(1).equals("java")) {
                String source = blocks.get(i).group(2);
                String name = CLASS.matcher(source).results().findFirst().orElseThrow().group(1);
                boolean isFollowed = i + 1 < blocks.size() && blocks.get(i + 1).group(1).equals("text");
                snippets.add(new Snippet(name, source, isFollowed ? blocks.get(i + 1).group(2) : null));
            }
        }
        return snippets.stream();
    }

    @ParameterizedTest
    @MethodSource("snippets")
    @DisplayName("has programs that compile, run and print what it says")
    void programs(Snippet snippet) throws IOException, InterruptedException {
        String classPath = System.getProperty("java.class.path");
        Path file = folder.resolve(snippet.name + ".java");
        Files.writeString(file, snippet.source);
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        int code = ToolProvider.getSystemJavaCompiler().run(null, null, messages, "-d", folder.toString(),
                "-proc:full", "-Xlint:-options", "-cp", classPath, file.toString());
        assertThat(code).as(messages.toString(StandardCharsets.UTF_8)).isZero();

        Path err = folder.resolve("err.txt");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-cp",
                folder + System.getProperty("path.separator") + classPath, snippet.name)
                .directory(folder.toFile()).redirectError(err.toFile());
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(Files.readString(err)).isZero();
        assertThat(Files.readString(err)).isEmpty();
        assertThat(printed).isEqualTo(snippet.printed);
    }

    @Test
    @DisplayName("shows commands that are accepted")
    void commands() throws IOException {
        List<String> commands = readme().lines().filter(line -> line.startsWith("./sinter ")).toList();
        assertThat(commands).hasSizeGreaterThan(5);
        for (String command : commands) {
            String[] words = command.replaceFirst(" +#.*", "").split(" ");
            Main.commandLine(System.out, System.err).parseArgs(Arrays.copyOfRange(words, 1, words.length));
        }
    }

    @Test
    @DisplayName("C2: shows graphs that parse and print as they stand there")
    void graphs() throws IOException {
        List<String> graphs = BLOCK.matcher(readme()).results().filter(block -> block.group(1).equals("sir"))
                .map(block -> block.group(2)).toList();
        assertThat(graphs).isNotEmpty();
        graphs.forEach(graph -> assertThat(Parser.parse(graph)).hasToString(graph));
    }

    @Test
    @DisplayName("names files and classes that are there")
    void names() throws IOException {
        assertThat(snippets()).hasSizeGreaterThan(4);
        for (MatchResult link : Pattern.compile("\\]\\(([^)]*)\\)").matcher(readme()).results().toList()) {
            assertThat(root().resolve(link.group(1))).exists();
        }
        for (String name : List.of("PointwiseRows", "ElementwiseTest", "OpTable", "StructuralRows", "RulesTest",
                "PassTextTest", "ScalarOp", "ScalarOps", "ContractForm", "TileText", "CudaEmitter")) {
            assertThat(readme()).contains("`" + name + "`");
            try (Stream<Path> files = Files.walk(root())) {
                assertThat(files.map(file -> file.getFileName().toString())).contains(name + ".java");
            }
        }
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("mvnw"))) {
            folder = folder.getParent();
        }
        return folder;
    }
}
