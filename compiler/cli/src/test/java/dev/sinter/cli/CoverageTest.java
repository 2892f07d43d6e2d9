package dev.sinter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Holds COVERAGE.md, which says for each promise which test classes name it, against the tests it is made from. */
@DisplayName("The page of promises")
final class CoverageTest {
    private static final String COMMAND = "./mvnw -pl compiler/cli -am test -Dtest=CoverageTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dsinter.test.jvm=-Dsinter.page=write";
    private static final String HEAD = """
            # What is promised, and which tests hold it

            Made by `CoverageTest` from the display names of all tests (`"T5: ..."`), and held by it:

                %s

            | id | promise | test classes | missing |
            |---|---|---|---|
            """.formatted(COMMAND);
    /** A display name that begins with ids. */
    private static final Pattern NAMED = Pattern.compile(
            "@DisplayName\\(\\s*\"([TDANLWCU]\\d+(?:, ?[TDANLWCU]\\d+)*): ");

    private record Promise(String id, String title, String missing) {
        static Promise parse(String line) {
            String[] parts = line.split("\\|", -1);
            return new Promise(parts[0].strip(), parts[1].strip(), parts.length > 2 ? parts[2].strip() : "");
        }
    }

    @Test
    @DisplayName("is what the tests' display names say")
    void page() throws IOException {
        Map<String, TreeSet<String>> tests = tests();
        List<Promise> promises = promises();
        List<String> ids = promises.stream().map(Promise::id).toList();
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(tests.keySet()).as("ids in display names that coverage.txt lacks").isSubsetOf(ids);
        List<String> silent = promises.stream()
                .filter(promise -> !tests.containsKey(promise.id()) && promise.missing().isEmpty()).map(Promise::id)
                .toList();
        assertThat(silent).as("promises that no test names; coverage.txt must say why").isEmpty();
        StringBuilder page = new StringBuilder(HEAD);
        for (Promise promise : promises) {
            String found = tests.getOrDefault(promise.id(), new TreeSet<>()).stream()
                    .map(name -> "`" + name + "`").collect(Collectors.joining(" "));
            page.append("| ").append(promise.id()).append(" | ").append(promise.title()).append(" | ")
                    .append(found.isEmpty() ? "not done" : found).append(" | ").append(promise.missing())
                    .append(" |\n");
        }
        Path file = root().resolve("COVERAGE.md");
        if (System.getProperty("sinter.page", "").equals("write")) {
            Files.writeString(file, page.toString());
        }
        assertThat(Files.exists(file) ? Files.readString(file) : "").as("COVERAGE.md; to write it anew: %s", COMMAND)
                .isEqualTo(page.toString());
    }

    private static List<Promise> promises() throws IOException {
        try (InputStream text = Objects.requireNonNull(CoverageTest.class.getResourceAsStream("coverage.txt"))) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank()).map(Promise::parse).toList();
        }
    }

    /** The test classes by the ids that they name, modules whose tests have the same name apart. */
    private static Map<String, TreeSet<String>> tests() throws IOException {
        Map<String, TreeSet<String>> found = new LinkedHashMap<>();
        List<Path> sources;
        try (Stream<Path> all = Files.walk(root())) {
            sources = all.filter(path -> path.toString().endsWith("Test.java"))
                    .filter(path -> root().relativize(path).toString().replace('\\', '/').contains("src/test/java/"))
                    .sorted(Comparator.comparing(Path::toString)).collect(Collectors.toCollection(ArrayList::new));
        }
        for (Path source : sources) {
            String name = source.getFileName().toString().replace(".java", "");
            Matcher named = NAMED.matcher(Files.readString(source));
            while (named.find()) {
                for (String id : named.group(1).split(", ?")) {
                    found.computeIfAbsent(id, any -> new TreeSet<>()).add(name);
                }
            }
        }
        return found;
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.exists(folder.resolve("mvnw"))) {
            folder = folder.getParent();
        }
        return Objects.requireNonNull(folder, "the project's root, above the folder of the test");
    }
}
